#include "balmer/fit/held_directions.hpp"

#include "balmer/fit/standard_errors.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace balmer::fit {
namespace {

/// Σ (s - 1)ᵀ H (s - 1) with a full H of three constants, at s = 0.
eval::NormalEquations three_constants() {
    eval::NormalEquations sums;
    sums.reset(3);
    sums.loss = {103, 103, 50};
    sums.curvature = {4, 1, 9, 2, -1, 16};
    sums.gradient = {-7, -9, -17};
    return sums;
}

TEST(HeldDirections, AHeldConstantLeavesTheOthersAsInAFitWithoutIt) {
    auto const sums = three_constants();
    HeldDirections const held(sums, {{0, 5, 0}});
    ASSERT_EQ(held.free_count(), 2u);
    auto const reduced = held.reduce(sums);
    EXPECT_EQ(reduced.gradient, (std::vector<double>{-7, -17}));
    EXPECT_EQ(reduced.curvature, (std::vector<double>{4, 2, 16}));
    EXPECT_EQ(reduced.loss, sums.loss);
    auto const all = held.expand_matrix(covariance(reduced));
    EXPECT_TRUE(std::isnan(all[eval::packed_index(2, 1)]));
    EXPECT_TRUE(std::isnan(all[eval::packed_index(1, 1)]));
    // s² = 50 / (103 - 2); the inverse of (4 2; 2 16) is (16 -2; -2 4) / 60.
    double const variance = 50.0 / 101.0;
    EXPECT_NEAR(all[eval::packed_index(0, 0)], variance * 16 / 60, 1e-12);
    EXPECT_NEAR(all[eval::packed_index(2, 0)], -variance * 2 / 60, 1e-12);
    EXPECT_NEAR(all[eval::packed_index(2, 2)], variance * 4 / 60, 1e-12);
}

TEST(HeldDirections, ATieMovesItsConstantsTogether) {
    // s0 = 2 s1: the curvature along (2, 1, 0) is 4·4 + 2·2·1 + 9 = 29, the slope -14 - 9.
    auto const sums = three_constants();
    HeldDirections const held(sums, {{1, -2, 0}});
    ASSERT_EQ(held.free_count(), 2u);
    auto const reduced = held.reduce(sums);
    // The free one is s0 or s1; its curvature is per unit of itself.
    double const unit = reduced.gradient[0] / -23;
    EXPECT_NEAR(reduced.curvature[0], 29 * unit * unit, 1e-12);
    EXPECT_EQ(reduced.gradient[1], -17);
    auto const all = held.expand_matrix(covariance(reduced));
    EXPECT_TRUE(std::isnan(all[0]));
    EXPECT_TRUE(std::isnan(all[eval::packed_index(1, 1)]));
    EXPECT_TRUE(std::isfinite(all[eval::packed_index(2, 2)]));
    auto const direction = held.expand_direction(std::vector<double>{1, 0});
    EXPECT_NEAR(direction[0], 2 * direction[1], 1e-12);
    EXPECT_EQ(std::abs(direction[0]), 1);
}

TEST(HeldDirections, EqualGradientsCountOnce) {
    auto const sums = three_constants();
    EXPECT_EQ(HeldDirections(sums, {{1, -2, 0}, {-3, 6, 0}}).free_count(), 2u);
    EXPECT_EQ(HeldDirections(sums, {{1, -2, 0}, {0, 1, 0}}).free_count(), 1u);
    EXPECT_EQ(HeldDirections(sums, {{1, 0, 0}, {0, 1, 0}, {1, 1, 1}}).free_count(), 0u);
}

}  // namespace
}  // namespace balmer::fit
