#include "balmer/eval/sums.hpp"

#include "balmer/base/error.hpp"
#include "balmer/eval/optimum.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(LossSums, MeanIsWeightedAndInfiniteWhereItIsNotANumber) {
    EXPECT_EQ((LossSums{3, 2.0, 5.0}).mse(), 2.5);
    EXPECT_EQ(LossSums{}.mse(), infinity);
    EXPECT_EQ((LossSums{1, 1.0, nan}).mse(), infinity);
    EXPECT_EQ((LossSums{1, 1.0, infinity}).mse(), infinity);
}

TEST(LossSums, AddUp) {
    LossSums sums{1, 2.0, 3.0};
    sums += {10, 20.0, 30.0};
    EXPECT_EQ(sums, (LossSums{11, 22.0, 33.0}));
}

TEST(NormalEquations, ResetMakesRoomAndZeroes) {
    NormalEquations sums;
    sums.loss = {1, 1.0, 1.0};
    sums.gradient = {1.0};
    sums.reset(3);
    EXPECT_EQ(sums.loss, LossSums{});
    EXPECT_EQ(sums.gradient, std::vector<double>(3));
    EXPECT_EQ(sums.curvature, std::vector<double>(6));
}

TEST(NormalEquations, AddUp) {
    NormalEquations sums{{1, 1.0, 2.0}, {1, 2}, {3, 4, 5}};
    sums += NormalEquations{{2, 3.0, 4.0}, {10, 20}, {30, 40, 50}};
    EXPECT_EQ(sums, (NormalEquations{{3, 4.0, 6.0}, {11, 22}, {33, 44, 55}}));
}

#ifdef BALMER_DEBUG_CHECKS
TEST(NormalEquations, OfDifferentSizesDoNotAdd) {
    NormalEquations sums, other;
    sums.reset(1);
    other.reset(2);
    EXPECT_THROW(sums += other, ContractError);
}
#endif

TEST(RelativeGradient, IsTheCosineBetweenColumnAndResidual) {
    // Column (1, 2), residuals (3, -1): 1 / sqrt(5 · 10).
    NormalEquations const sums{{2, 2.0, 10.0}, {1}, {5}};
    EXPECT_DOUBLE_EQ(relative_gradient(sums), 1 / std::sqrt(50.0));
}

TEST(RelativeGradient, HasNoScale) {
    NormalEquations sums{{2, 2.0, 10.0}, {1, -2}, {5, 0, 2}};
    double const before = relative_gradient(sums);
    // The unit of the first constant is 1e150 times as large.
    sums.gradient[0] *= 1e150;
    sums.curvature[packed_index(0, 0)] *= 1e300;
    EXPECT_DOUBLE_EQ(relative_gradient(sums), before);
}

TEST(RelativeGradient, TakesTheWorstColumnAndNoneOfZeros) {
    EXPECT_DOUBLE_EQ(relative_gradient({{2, 2.0, 4.0}, {0.2, -1.0, 0.0}, {1, 0, 1, 0, 0, 0}}), 0.5);
    EXPECT_EQ(relative_gradient({{2, 2.0, 0.0}, {0}, {1}}), 0.0);
    EXPECT_EQ(relative_gradient({{2, 2.0, 4.0}, {}, {}}), 0.0);
}

TEST(RelativeGradient, IsNotANumberWhereSumsAreNot) {
    EXPECT_TRUE(std::isnan(relative_gradient({{2, 2.0, nan}, {1}, {1}})));
    EXPECT_TRUE(std::isnan(relative_gradient({{2, 2.0, 1.0}, {nan}, {1}})));
    EXPECT_TRUE(std::isnan(relative_gradient({{2, 2.0, 1.0}, {1}, {infinity}})));
}

}  // namespace
}  // namespace balmer::eval
