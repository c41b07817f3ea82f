/// \file
/// A fit with some directions held: the constants left to the data, and their uncertainties.
#pragma once

#include "balmer/eval/sums.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace balmer::fit {

/// The steps s of K constants with gradientᵀ s = 0 for each of some gradients. As many constants as
/// there are independent gradients follow the others, which are free: s = T f.
class HeldDirections {
public:
    /// Each gradient is [constant_count]; it need not be normalised. Of equal effect on the loss,
    /// the constant that a gradient depends on most follows; `sums` give the sizes of the effects.
    HeldDirections(eval::NormalEquations const& sums,
                   std::vector<std::vector<double>> const& gradients);

    /// Number of free constants.
    std::size_t free_count() const { return free_.size(); }

    /// Normal equations of the free constants.
    eval::NormalEquations reduce(eval::NormalEquations const& sums) const;
    /// The same for a packed matrix Jᵀ M J [K(K+1)/2].
    std::vector<double> reduce_matrix(std::span<double const> packed) const;

    /// A packed covariance or correlation of the free constants as one of all K, NaN for those that
    /// a held direction changes.
    std::vector<double> expand_matrix(std::span<double const> packed) const;
    /// A direction of the free constants as one of all K, its largest entry ±1.
    std::vector<double> expand_direction(std::span<double const> direction) const;

private:
    std::size_t constant_count_;
    std::vector<std::size_t> free_;
    /// True for each constant that a held direction changes.
    std::vector<bool> is_held_;
    /// T, [K × free_count()], row-major.
    std::vector<double> basis_;
};

}  // namespace balmer::fit
