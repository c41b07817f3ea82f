#include "physics/vegas_grid.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace balmer::physics {
namespace {

/// A narrow peak off the centre of the unit square; integral over the plane 1.
double peak(std::span<double const> point) {
    double const dx = (point[0] - 0.3) / 0.02, dy = (point[1] - 0.6) / 0.05;
    return std::exp(-0.5 * (dx * dx + dy * dy)) / (2 * 3.14159265358979 * 0.02 * 0.05);
}

struct Moments {
    double mean, variance;
};

Moments sample(VegasGrid& grid, RandomStream& stream, int count, bool learn) {
    std::array<double, 2> cube, point;
    double sum = 0, squares = 0;
    for (int i = 0; i < count; ++i) {
        for (double& coordinate : cube) coordinate = stream.uniform();
        double const weight = grid.map(cube, point) * peak(point);
        if (learn) grid.accumulate(cube, weight);
        sum += weight;
        squares += weight * weight;
    }
    double const mean = sum / count;
    return {mean, squares / count - mean * mean};
}

TEST(VegasGrid, StartsAsTheIdentity) {
    VegasGrid const grid(2, 10);
    std::array<double, 2> const cube{0.123, 0.987};
    std::array<double, 2> point{};
    EXPECT_NEAR(grid.map(cube, point), 1, 1e-14);
    EXPECT_NEAR(point[0], cube[0], 1e-15);
    EXPECT_NEAR(point[1], cube[1], 1e-15);
}

TEST(VegasGrid, LearnsAPeakAndKeepsTheIntegral) {
    VegasGrid grid(2, 50);
    RandomStream stream(4, 0, 0, Purpose::test);
    double const before = sample(grid, stream, 20000, false).variance;
    for (int round = 0; round < 8; ++round) {
        sample(grid, stream, 20000, true);
        grid.refine(0.7);
    }
    int const count = 100000;
    auto const after = sample(grid, stream, count, false);
    EXPECT_LT(after.variance, before / 50);
    EXPECT_NEAR(after.mean, 1, 4 * std::sqrt(after.variance / count));
}

TEST(VegasGrid, IsAMonotoneMapOfTheWholeCube) {
    VegasGrid grid(2, 50);
    RandomStream stream(5, 0, 0, Purpose::test);
    sample(grid, stream, 20000, true);
    grid.refine(1.5);
    for (std::size_t axis = 0; axis < 2; ++axis) {
        auto const edges = grid.edges(axis);
        EXPECT_EQ(edges.front(), 0.0);
        EXPECT_EQ(edges.back(), 1.0);
        EXPECT_TRUE(std::ranges::is_sorted(edges, std::less_equal<>{}));
    }
}

TEST(VegasGrid, StaysPutWithoutSamples) {
    VegasGrid grid(1, 4);
    grid.refine(1.0);
    EXPECT_EQ(grid.edges(0)[1], 0.25);
}

TEST(VegasGrid, RefusesAnEmptyShape) {
    EXPECT_THROW(VegasGrid(0, 10), InputError);
    EXPECT_THROW(VegasGrid(2, 1), InputError);
}

}  // namespace
}  // namespace balmer::physics
