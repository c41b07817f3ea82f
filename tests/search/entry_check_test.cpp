#include "search/entry_check.hpp"

#include <gtest/gtest.h>

namespace balmer::search {
namespace {

/// y = 2 x on four events, in two shards.
class EntryCheck : public ::testing::Test {
protected:
    static data::Table<double> table(double first, double second) {
        return {{{first, second}}, {2 * first, 2 * second}, {}};
    }

    static evolve::HallOfFameEntry entry(double constant, double mse) {
        evolve::HallOfFameEntry result;
        result.tree = {
            {{expr::Opcode::constant, 0}, {expr::Opcode::variable, 0}, {expr::Opcode::mul, 0}},
            {constant}};
        result.complexity = 3;
        result.mse = mse;
        result.standard_errors = {0.5};
        return result;
    }

    CheckedEntries check(std::vector<evolve::HallOfFameEntry> const& entries) {
        parallel::Communicator const alone;
        scoring::TeamScorer scorer(alone, shards_, {4, 2});
        return scorer.drive([&] { return check_entries(scorer, entries); });
    }

    std::vector<scoring::Shard> shards_ = {{0, table(1, 2)}, {1, table(3, 4)}};
};

TEST_F(EntryCheck, CorrectLossesAreSound) {
    // (c - 2)^2 times the mean of 1, 4, 9, 16.
    std::vector const entries = {entry(3, 7.5), entry(2.5, 1.875 * (1 + 1e-10)), entry(2, 1e-28)};
    auto const checked = check(entries);
    EXPECT_EQ(checked.sound, entries);
    EXPECT_TRUE(checked.problems.empty());
}

TEST_F(EntryCheck, WrongLossesAreDiscardedAndReported) {
    auto const checked = check({entry(3, 1e-9), entry(2.5, 1.875), entry(1, 7.5 * (1 + 1e-8))});
    EXPECT_EQ(checked.sound, std::vector{entry(2.5, 1.875)});
    ASSERT_EQ(checked.problems.size(), 2u);
    EXPECT_EQ(checked.problems[0], "complexity 3 with mse 1e-09, which is 7.5 on all events");
}

TEST_F(EntryCheck, WithoutEntriesNothingIsEvaluated) { EXPECT_TRUE(check({}).sound.empty()); }

}  // namespace
}  // namespace balmer::search
