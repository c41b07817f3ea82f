/// \file
/// The sums that scoring needs of a formula, and their values for one shard of the events.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/eval/sums.hpp"

#include <cstdint>

namespace balmer::scoring {

enum class SumKind : std::uint8_t {
    /// The loss alone; no sums over derivatives.
    loss,
    /// Loss, gradient and curvature: one step of a least-squares fit.
    normal_equations,
    /// Like normal_equations, but with Σ w² r² J Jᵀ as curvature, the argument of
    /// fit::robust_covariance().
    robust_curvature,
};

/// One shard of the events.
struct Shard {
    std::uint32_t index = 0;
    data::Table<double> table;
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
