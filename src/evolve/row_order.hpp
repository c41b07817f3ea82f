/// \file
/// Which rows of a shard are looked at first, and which stand for all in a fit.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/data/table.hpp"

#include <cstddef>
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

/// Rows of a shard in the order of verdicts.
struct RaceOrder {
    /// Every row once: `block_count` blocks of `block_rows` rows, then the rest.
    std::vector<std::size_t> rows;
    std::size_t block_rows = 0;
    /// Sum of the sizes of each block [block_count], and of all blocks that might have been drawn.
    std::vector<double> block_sizes;
    double size = 0;
};

/// Rows of like size make a block; `block_count` blocks (or all whole ones) are drawn one after the
/// other, each with a chance in proportion to its size. The others follow, the largest first, where
/// a loss exceeds its limit soonest. A last block that is not whole is never drawn.
/// Source: successive sampling by exponential keys; Efraimidis, Spirakis, Inf. Process. Lett. 97
/// (2006) 181.
RaceOrder draw_race_order(std::span<double const> sizes, std::size_t block_rows,
                          std::size_t block_count, RandomStream& stream);

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
