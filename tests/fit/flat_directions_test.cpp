#include "balmer/fit/flat_directions.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace balmer::fit {
namespace {

/// Curvature of columns given row by row.
eval::NormalEquations sums_of(std::vector<std::vector<double>> const& rows) {
    eval::NormalEquations sums;
    sums.reset(rows.front().size());
    for (auto const& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                sums.curvature[eval::packed_index(i, j)] += row[i] * row[j];
            }
        }
    }
    return sums;
}

TEST(FlatDirections, NoneWhereTheDataFixEveryConstant) {
    EXPECT_TRUE(flat_directions(sums_of({{1, 0}, {1e-6, 1e-9}, {0, 3e-9}})).empty());
}

TEST(FlatDirections, FindsTheScaleThatTwoFactorsShare) {
    // a·(b x) at a = 2, b = 5: columns b x and a x. Flat along da/a = -db/b.
    std::vector<std::vector<double>> rows;
    for (double const x : {0.5, 1.5, -2.0}) rows.push_back({5 * x, 2 * x});
    auto const flat = flat_directions(sums_of(rows));
    ASSERT_EQ(flat.size(), 1u);
    EXPECT_NEAR(flat[0].direction[0] / flat[0].direction[1], -2.0 / 5.0, 1e-6);
    EXPECT_NEAR(std::abs(flat[0].direction[1]), 1.0, 1e-15);
}

TEST(FlatDirections, FindsAConstantWithoutEffect) {
    auto const flat = flat_directions(sums_of({{1, 0}, {2, 0}}));
    ASSERT_EQ(flat.size(), 1u);
    EXPECT_EQ(std::abs(flat[0].direction[1]), 1.0);
    EXPECT_EQ(flat[0].direction[0], 0.0);
}

TEST(FlatDirections, SaysNothingOfSumsThatAreNotFinite) {
    auto sums = sums_of({{1, 0}, {2, 0}});
    sums.curvature[0] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(flat_directions(sums).empty());
}

}  // namespace
}  // namespace balmer::fit
