#include "balmer/expr/round_number.hpp"

#include "balmer/expr/parse.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::expr {
namespace {

TEST(RoundNumber, IsExactlyWhatAReaderWrites) {
    using std::numbers::pi;
    for (double const value :
         {0.0, -0.0, 1.0, -1.0, 2.0, 42.0, 100.0, 0.5, -0.75, 1.0 / 3, 0.1, 20.0 / 9, pi, -2 * pi,
          pi / 6, 1 / (4 * pi), std::sqrt(2.0), 1 / std::sqrt(3.0), std::sqrt(2 * pi)}) {
        EXPECT_TRUE(is_round(value)) << value;
    }
    for (double const value :
         {101.0, 0.123, std::nextafter(1.0, 2.0), std::nextafter(pi, 0.0), 1e-300,
          std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        EXPECT_FALSE(is_round(value)) << value;
    }
}

TEST(RoundNumber, SimplerOnesHaveALowerRank) {
    EXPECT_LT(roundness_rank(1.0), roundness_rank(2.0));
    EXPECT_LT(roundness_rank(2.0), roundness_rank(0.5));
    EXPECT_LT(roundness_rank(0.5), roundness_rank(-0.3));
    EXPECT_EQ(roundness_rank(-3.0), roundness_rank(3.0));
}

TEST(RoundNumber, TheNearOneIsFoundWithItsSign) {
    EXPECT_EQ(round_number_near(1 - 2e-15, 1e-6), 1.0);
    EXPECT_EQ(round_number_near(-std::sqrt(2.0) * (1 + 1e-12), 1e-6), -std::sqrt(2.0));
    EXPECT_EQ(round_number_near(0.33333333, 1e-6), 1.0 / 3);
}

TEST(RoundNumber, TheLessSimpleMustBeNearer) {
    // 2.001 is within one in a thousand of the second number, 0.3003 of one behind dozens.
    EXPECT_EQ(round_number_near(2.001, 0.002), 2.0);
    EXPECT_EQ(round_number_near(0.3003, 0.002), std::nullopt);
    EXPECT_EQ(round_number_near(0.3003, 0.2), 0.3);
    EXPECT_EQ(round_number_near(0.0, 1), std::nullopt);
    EXPECT_EQ(round_number_near(std::numeric_limits<double>::quiet_NaN(), 1), std::nullopt);
}

TEST(RoundNumber, FreeConstantsAreThoseThatAreNotRound) {
    std::vector<std::string> const names = {"x"};
    EXPECT_EQ(free_constant_count(parse("2*x + 0.123*sin(0.5*x + pi) - 7.01", names).tree), 2U);
    EXPECT_EQ(free_constant_count(parse("x", names).tree), 0U);
}

}  // namespace
}  // namespace balmer::expr
