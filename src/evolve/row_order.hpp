/// \file
/// Which rows of a shard are looked at first, and which stand for all in a fit.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/data/table.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace balmer::evolve {

/// Every row once, in a random order: the first rows are a fair sample of a sorted file.
std::vector<std::size_t> shuffled_order(std::size_t row_count, RandomStream& stream);

/// How much error is to be expected of each row [row_count]: w ((t - mean)² / variance + floor).
/// Events far from the mean carry most of a loss where the target has tails. The floor bounds what
/// a row can count in a sample at (1 + floor) / floor times the mean.
template <class Scalar>
std::vector<double> row_sizes(data::Table<Scalar> const& table, double floor);

/// Every row once, the largest first, where a loss exceeds its limit soonest; equal ones at random.
std::vector<std::size_t> falling_order(std::span<double const> sizes, RandomStream& stream);

/// Sum of `sizes` over each block of `block_rows` rows in this order; a last block that is not
/// whole is none.
std::vector<double> block_sizes(std::span<double const> sizes, std::span<std::size_t const> order,
                                std::size_t block_rows);

/// `count` different blocks (or all), drawn one after the other among those left, each with a
/// chance in proportion to its size.
/// Source: successive sampling by exponential keys; Efraimidis, Spirakis, Inf. Process. Lett. 97
/// (2006) 181.
std::vector<std::uint32_t> draw_blocks(std::span<double const> sizes, std::size_t count,
                                       RandomStream& stream);

/// Rows that stand for all: Σ over them of weight · y estimates Σ over all rows without bias.
struct Sample {
    std::vector<std::size_t> rows;
    /// 1 / chance of being drawn, one a row.
    std::vector<double> weights;
};

/// About `row_count` rows (exactly, up to rounding), row i with chance min(1, c · sizes[i]), spread
/// evenly over the sizes. Needs row_count < the number of rows.
/// Source: systematic sampling of unequal probability; Madow, Ann. Math. Stat. 20 (1949) 333.
Sample draw_sample(std::span<double const> sizes, std::size_t row_count, RandomStream& stream);

}  // namespace balmer::evolve
