/// \file
/// Orders of the rows of a shard, and weighted samples of them for fits.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/data/table.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace balmer::evolve {

/// A random permutation of the rows, so that the first rows of a sorted file are a fair sample.
std::vector<std::size_t> shuffled_order(std::size_t row_count, RandomStream& stream);

/// Expected error of each row [row_count]: w ((t - mean)² / variance + floor). If the target has
/// tails, events far from its mean contribute most of the loss. The floor limits the weight of a
/// row in a sample to (1 + floor) / floor times the mean.
template <class Scalar>
std::vector<double> row_sizes(data::Table<Scalar> const& table, double floor);

/// The rows by decreasing size, so that a loss exceeds its limit early; equal ones in random order.
std::vector<std::size_t> falling_order(std::span<double const> sizes, RandomStream& stream);

/// Sum of `sizes` over each block of `block_rows` rows in this order; an incomplete last block is
/// left out.
std::vector<double> block_sizes(std::span<double const> sizes, std::span<std::size_t const> order,
                                std::size_t block_rows);

/// `count` different blocks (at most all), each drawn among those left with probability
/// proportional to its size. Source: successive sampling by exponential keys; Efraimidis, Spirakis,
/// Inf. Process. Lett. 97 (2006) 181.
std::vector<std::uint32_t> draw_blocks(std::span<double const> sizes, std::size_t count,
                                       RandomStream& stream);

/// A sample of rows: Σ weight · y over the sample is an unbiased estimate of Σ y over all rows.
struct Sample {
    std::vector<std::size_t> rows;
    /// 1 / probability of being drawn, for each row.
    std::vector<double> weights;
};

/// A sample of `row_count` rows (up to rounding). Row i is drawn with probability min(1, c ·
/// sizes[i]), spread evenly over the sizes. Requires row_count < the number of rows. Source:
/// systematic sampling of unequal probability; Madow, Ann. Math. Stat. 20 (1949) 333.
Sample draw_sample(std::span<double const> sizes, std::size_t row_count, RandomStream& stream);

}  // namespace balmer::evolve
