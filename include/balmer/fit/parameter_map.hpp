/// \file
/// Which constants of a tree a fit may move, and which of them are one and the same parameter.
#pragma once

#include "balmer/eval/sums.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace balmer::fit {

/// Maps the constant leaves of a tree to the parameters of a fit.
struct ParameterMap {
    /// Index of the parameter, or -1 for a number that stays. One entry a constant leaf.
    std::vector<int> parameter_of_constant;
    std::size_t parameter_count = 0;

    /// Every constant a parameter of its own.
    static ParameterMap each_its_own(std::size_t constant_count);

    /// Writes the parameters' values into the constants that belong to them.
    void apply(std::span<double const> parameters, std::span<double> constants) const;

    /// Normal equations of the parameters from those of the constants: a parameter's column of the
    /// Jacobian is the sum of its constants' columns.
    eval::NormalEquations reduce(eval::NormalEquations const& sums) const;

    /// The same for a packed matrix Jᵀ M J alone.
    std::vector<double> reduce_matrix(std::span<double const> packed) const;

    bool operator==(ParameterMap const&) const = default;
};

}  // namespace balmer::fit
