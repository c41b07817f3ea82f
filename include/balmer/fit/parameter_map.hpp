/// \file
/// Which constants of a tree are fitted, and which of them share a parameter.
#pragma once

#include "balmer/eval/sums.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace balmer::fit {

/// Maps the constant leaves of a tree to the parameters of a fit.
struct ParameterMap {
    /// Index of the parameter for each constant leaf, or -1 for a fixed number.
    std::vector<int> parameter_of_constant;
    std::size_t parameter_count = 0;

    /// Each constant is a separate parameter.
    static ParameterMap each_its_own(std::size_t constant_count);

    /// Writes the values of the parameters into their constants.
    void apply(std::span<double const> parameters, std::span<double> constants) const;

    /// Normal equations of the parameters from those of the constants: a parameter's column of the
    /// Jacobian is the sum of its constants' columns.
    eval::NormalEquations reduce(eval::NormalEquations const& sums) const;

    /// The same for a packed matrix Jᵀ M J.
    std::vector<double> reduce_matrix(std::span<double const> packed) const;

    bool operator==(ParameterMap const&) const = default;
};

}  // namespace balmer::fit
