/// \file
/// What a fit can still gain, by its linear model.
#pragma once

#include "balmer/eval/sums.hpp"

namespace balmer::islands {

/// gᵀ H⁻¹ g: by how much Σ w r² falls if f is linear in its constants. +infinity where that cannot
/// be said (sums not finite).
double attainable_decrease(eval::NormalEquations const& sums);

}  // namespace balmer::islands
