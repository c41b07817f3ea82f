#include "balmer/evolve/hall_of_fame.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

HallOfFameEntry entry(int complexity, double mse) {
    HallOfFameEntry result;
    result.complexity = complexity;
    result.mse = mse;
    return result;
}

TEST(HallOfFame, KeepsTheBestOfEachComplexity) {
    HallOfFame fame(10);
    EXPECT_TRUE(fame.offer(entry(3, 0.5)));
    EXPECT_FALSE(fame.offer(entry(3, 0.5)));
    EXPECT_FALSE(fame.offer(entry(3, 0.6)));
    EXPECT_TRUE(fame.offer(entry(3, 0.4)));
    EXPECT_EQ(fame.find(3)->mse, 0.4);
    EXPECT_EQ(fame.find(4), nullptr);
}

TEST(HallOfFame, RefusesWhatHasNoPlaceOrNoLoss) {
    HallOfFame fame(10);
    EXPECT_FALSE(fame.offer(entry(11, 0.1)));
    EXPECT_FALSE(fame.offer(entry(5, std::numeric_limits<double>::quiet_NaN())));
    EXPECT_FALSE(fame.offer(entry(5, std::numeric_limits<double>::infinity())));
}

TEST(HallOfFame, FrontBeatsEverySimplerEntry) {
    HallOfFame fame(10);
    for (auto const& [complexity, mse] :
         {std::pair{1, 0.9}, {3, 0.5}, {5, 0.5}, {7, 0.6}, {9, 0.2}}) {
        fame.offer(entry(complexity, mse));
    }
    auto const front = fame.front();
    ASSERT_EQ(front.size(), 3u);
    EXPECT_EQ(front[1].complexity, 3);
    EXPECT_EQ(front[2].complexity, 9);
    EXPECT_EQ(fame.best_mse(8), 0.5);
    EXPECT_EQ(fame.best_mse(100), 0.2);
    EXPECT_EQ(fame.best_mse(0), std::numeric_limits<double>::infinity());
}

TEST(HallOfFame, UnknownErrorsAreEqualAndKnownOnesDecide) {
    auto one = entry(3, 0.5), other = entry(3, 0.5);
    one.standard_errors = other.standard_errors = {0.1, std::nan("")};
    EXPECT_EQ(one, other);
    other.standard_errors[0] = 0.2;
    EXPECT_NE(one, other);
    other.standard_errors = {std::nan(""), std::nan("")};
    EXPECT_NE(one, other);
}

TEST(HallOfFame, RoundingIsNoGain) {
    HallOfFame fame(10);
    for (auto const& [complexity, mse] : {std::pair{1, 0.5},
                                          {3, 0.5 * (1 - 1e-12)},
                                          {5, 0.5 * (1 - 1e-6)},
                                          {7, 3e-31},
                                          {9, 1e-31}}) {
        fame.offer(entry(complexity, mse));
    }
    fame.set_rounding_floor(1e-28);
    auto const front = fame.front();
    ASSERT_EQ(front.size(), 3u);
    EXPECT_EQ(front[0].complexity, 1);
    EXPECT_EQ(front[1].complexity, 5);
    EXPECT_EQ(front[2].complexity, 7);
}

HallOfFameEntry entry_with_constant(double value, double mse) {
    auto made = entry(5, mse);
    made.tree = expr::constant_tree(value);
    return made;
}

TEST(HallOfFame, OfEqualLossesThatWithFewerFreeConstantsWins) {
    HallOfFame fame(10);
    fame.set_least_gain(1e-6);
    EXPECT_TRUE(fame.offer(entry_with_constant(0.4999123, 0.5)));
    EXPECT_TRUE(fame.offer(entry_with_constant(0.5, 0.5 * (1 + 1e-7))));
    EXPECT_EQ(fame.find(5)->tree.constants[0], 0.5);
    EXPECT_FALSE(fame.offer(entry_with_constant(0.4999123, 0.5)));
    EXPECT_TRUE(fame.offer(entry_with_constant(0.4999123, 0.5 * (1 - 2e-6)))) << "a true gain";
    EXPECT_FALSE(fame.offer(entry_with_constant(0.5, 0.5 * (1 + 1e-7)))) << "now a true loss";
}

TEST(HallOfFame, ExactEntriesDifferInTheirConstantsOnly) {
    HallOfFame fame(10);
    fame.set_rounding_floor(1e-28);
    EXPECT_TRUE(fame.offer(entry_with_constant(0.9999999999999979, 2e-30)));
    EXPECT_FALSE(fame.offer(entry_with_constant(0.9999999999999981, 1e-30)));
    EXPECT_TRUE(fame.offer(entry_with_constant(1.0, 5e-30)));
    EXPECT_FALSE(fame.offer(entry_with_constant(0.9999999999999979, 2e-30)));
}

TEST(HallOfFame, AGainBelowTheLeastIsNotOnTheFront) {
    HallOfFame fame(10);
    fame.set_least_gain(1e-3);
    for (auto const& [complexity, mse] : {std::pair{1, 0.5}, {3, 0.4999}, {5, 0.49}}) {
        fame.offer(entry(complexity, mse));
    }
    ASSERT_EQ(fame.front().size(), 2u);
    EXPECT_EQ(fame.front()[1].complexity, 5);
}

TEST(Scores, AreTheLogarithmicGainPerNode) {
    std::vector<HallOfFameEntry> const front = {entry(1, 0.8), entry(4, 0.2)};
    auto const result = scores(front);
    EXPECT_EQ(result[0], 0.0);
    EXPECT_NEAR(result[1], std::log(4.0) / 3, 1e-15);
}

}  // namespace
}  // namespace balmer::evolve
