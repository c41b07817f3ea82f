/// \file
/// MT2 by Newton's method on the Lagrangian of its minimum.
#pragma once

#include "physics/mt2/branch.hpp"

#include <optional>

namespace balmer::physics::mt2::detail {

// The minimum of max(f1, f2), fi = mTi^2 / 2, is a convex problem: its Lagrangian l f1 + (1 - l) f2
// has a saddle point at the solution. Each step solves the quadratic model for q1 and l, and is
// shortened if max(f1, f2) grows too much. The result is the value of the Lagrangian, whose error
// is of second order in those of q1 and l, once the next step would change it by less than 1e-14
// (relative).
//
// Both functions require a pair that is neither unbalanced nor zero. They return MT2^2, or nullopt
// if the iteration does not converge.

/// Direct iteration: about 6 steps.
std::optional<double> quick_mt2_squared(Pair<double> const& pair);

/// Enlarges the invisible masses by less and less, and starts each iteration from the previous
/// solution. Converges to minima close to q = 0 of a massless invisible part, where mT has a kink.
std::optional<long double> patient_mt2_squared(Pair<long double> const& pair);

}  // namespace balmer::physics::mt2::detail
