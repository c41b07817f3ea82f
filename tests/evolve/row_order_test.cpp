#include "evolve/row_order.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

RandomStream order_stream(std::uint32_t number) { return {23, number, 0, Purpose::test}; }

std::vector<double> heavy_sizes(std::size_t row_count) {
    auto stream = order_stream(0);
    std::vector<double> sizes;
    for (std::size_t i = 0; i < row_count; ++i) sizes.push_back(std::exp(2 * stream.normal()));
    return sizes;
}

TEST(RowSizes, GrowWithTheDistanceFromTheMeanAndWithTheWeight) {
    data::Table<double> const table({{0, 0, 0, 0}}, {1, 3, 1, 3}, {});
    EXPECT_EQ(row_sizes(table, 0.2), (std::vector<double>{1.2, 1.2, 1.2, 1.2}));
    data::Table<double> const weighted({{0, 0, 0}}, {0, 3, 0}, {2, 1, 0});
    auto const sizes = row_sizes(weighted, 0.5);
    EXPECT_NEAR(sizes[0], 2 * (0.5 + 0.5), 1e-12);
    EXPECT_NEAR(sizes[1], 2.0 + 0.5, 1e-12);
    EXPECT_EQ(sizes[2], 0);
}

TEST(RowSizes, AreEqualWhereTheTargetIsConstant) {
    data::Table<double> const table({{0, 1}}, {7, 7}, {});
    EXPECT_EQ(row_sizes(table, 0.2), (std::vector<double>{1, 1}));
}

TEST(FallingOrder, HoldsEveryRowOnceTheLargestFirst) {
    for (std::size_t const row_count : {0U, 5U, 1003U}) {
        auto const sizes = heavy_sizes(row_count);
        auto stream = order_stream(1);
        auto const order = falling_order(sizes, stream);
        EXPECT_EQ(order.size(), row_count);
        EXPECT_EQ(std::set(order.begin(), order.end()).size(), row_count);
        EXPECT_TRUE(std::ranges::is_sorted(order, std::greater<>{},
                                           [&](std::size_t row) { return sizes[row]; }));
    }
}

TEST(FallingOrder, EqualRowsDoNotComeInTheOrderOfTheFile) {
    auto stream = order_stream(1);
    EXPECT_FALSE(std::ranges::is_sorted(falling_order(std::vector<double>(100, 1.0), stream)));
}

TEST(BlockSizes, AreThoseOfWholeBlocks) {
    std::vector<double> const sizes = {1, 2, 4, 8, 16};
    std::vector<std::size_t> const order = {4, 0, 2, 1, 3};
    EXPECT_EQ(block_sizes(sizes, order, 2), (std::vector<double>{17, 6}));
}

TEST(DrawBlocks, IsInProportionToTheirSizeAmongThoseLeft) {
    std::vector<double> const sizes = {6, 3, 1};
    int first_counts[3] = {}, second_after_largest = 0;
    constexpr int trials = 6000;
    for (std::uint32_t trial = 0; trial < trials; ++trial) {
        auto stream = order_stream(trial);
        auto const blocks = draw_blocks(sizes, 2, stream);
        ASSERT_EQ(blocks.size(), 2U);
        ++first_counts[blocks[0]];
        if (blocks[0] == 0 && blocks[1] == 1) ++second_after_largest;
    }
    EXPECT_NEAR(first_counts[0], 0.6 * trials, 4 * std::sqrt(0.24 * trials));
    EXPECT_NEAR(first_counts[1], 0.3 * trials, 4 * std::sqrt(0.21 * trials));
    // Of those left, 3 in 4.
    EXPECT_NEAR(second_after_largest, 0.45 * trials, 4 * std::sqrt(0.25 * trials));
}

TEST(DrawBlocks, GivesEachBlockOnceAndThoseWithoutWeightLast) {
    auto stream = order_stream(4);
    auto const blocks = draw_blocks(std::vector<double>{0, 1, 0, 2, 3}, 100, stream);
    ASSERT_EQ(blocks.size(), 5U);
    EXPECT_EQ(std::set(blocks.begin(), blocks.begin() + 3), (std::set<std::uint32_t>{1, 3, 4}));
    EXPECT_EQ(std::set(blocks.begin(), blocks.end()).size(), 5U);
}

TEST(Sample, EstimatesSumsWithoutBias) {
    auto const sizes = heavy_sizes(500);
    std::vector<double> values;
    auto value_stream = order_stream(3);
    for (double const size : sizes) values.push_back(size * value_stream.uniform(0.5, 1.5) + 1);
    double const sum = std::accumulate(values.begin(), values.end(), 0.0);
    constexpr std::uint32_t trials = 2000;
    double mean = 0, square = 0;
    for (std::uint32_t trial = 0; trial < trials; ++trial) {
        auto stream = order_stream(trial);
        auto const sample = draw_sample(sizes, 60, stream);
        double estimate = 0;
        for (std::size_t i = 0; i < sample.rows.size(); ++i) {
            estimate += sample.weights[i] * values[sample.rows[i]];
        }
        mean += estimate / trials;
        square += estimate * estimate / trials;
    }
    EXPECT_NEAR(mean, sum, 4 * std::sqrt((square - mean * mean) / trials));
}

TEST(Sample, HasTheRowsAskedForEachOnceTheLargestForSure) {
    auto const sizes = heavy_sizes(500);
    auto const largest =
        static_cast<std::size_t>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
    for (std::uint32_t trial = 0; trial < 50; ++trial) {
        auto stream = order_stream(trial);
        auto const sample = draw_sample(sizes, 60, stream);
        EXPECT_NEAR(static_cast<double>(sample.rows.size()), 60, 1);
        EXPECT_EQ(std::set(sample.rows.begin(), sample.rows.end()).size(), sample.rows.size());
        auto const at = std::ranges::find(sample.rows, largest);
        ASSERT_NE(at, sample.rows.end());
        EXPECT_EQ(sample.weights[static_cast<std::size_t>(at - sample.rows.begin())], 1.0);
        EXPECT_TRUE(std::ranges::all_of(sample.weights, [](double w) { return w >= 1; }));
    }
}

TEST(Sample, TakesNoRowWithoutWeight) {
    std::vector<double> sizes(100, 0.0);
    for (std::size_t i = 0; i < 20; ++i) sizes[5 * i] = 1.0;
    auto stream = order_stream(5);
    auto const sample = draw_sample(sizes, 50, stream);
    EXPECT_TRUE(std::ranges::all_of(sample.rows, [](std::size_t row) { return row % 5 == 0; }));
    EXPECT_EQ(sample.rows.size(), 20U);
}

}  // namespace
}  // namespace balmer::evolve
