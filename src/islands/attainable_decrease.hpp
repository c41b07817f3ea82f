/// \file
/// The gain that the linear model of a fit predicts.
#pragma once

#include "balmer/eval/sums.hpp"

namespace balmer::islands {

/// gᵀ H⁻¹ g: the decrease of Σ w r² if f is linear in its constants. +infinity if that cannot be
/// computed (sums not finite).
double attainable_decrease(eval::NormalEquations const& sums);

}  // namespace balmer::islands
