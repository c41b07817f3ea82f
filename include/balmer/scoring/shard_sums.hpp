/// \file
/// The sums that scoring needs of a formula, and their values for one shard of the events.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/eval/sums.hpp"

#include <cstdint>
#include <limits>
#include <vector>

namespace balmer::scoring {

enum class SumKind : std::uint8_t {
    /// The loss alone; no sums over derivatives.
    loss,
    /// Loss, gradient and curvature: one step of a least-squares fit.
    normal_equations,
    /// Like normal_equations, but with Σ w² r² J Jᵀ as curvature, the argument of
    /// fit::robust_covariance().
    robust_curvature,
    /// Normal equations of the tree's own values as residuals: target 0, weights 1.
    of_values,
    /// Only `row_count`: the rows where the value is finite.
    finite_rows,
};

/// One shard of the events.
struct Shard {
    std::uint32_t index = 0;
    data::Table<double> table;
};

/// The row with the smallest value of a tree, and another tree's value there.
struct LowestRow {
    /// +infinity if the first tree has no value on any row.
    double lowest = std::numeric_limits<double>::infinity();
    std::uint32_t shard = 0;
    std::uint64_t row = 0;
    /// Of the second tree: its value and its derivatives by its constants [K] at that row.
    double value = 0;
    std::vector<double> gradient;
    /// Largest finite absolute value of the second tree on any row.
    double largest_size = 0;

    bool operator==(LowestRow const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& lowest& shard& row& value& gradient& largest_size;
    }
};

/// Sums over the rows of one shard.
struct ShardSums {
    std::uint32_t shard = 0;
    eval::NormalEquations sums;

    bool operator==(ShardSums const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& shard& sums;
    }
};

}  // namespace balmer::scoring
