/// \file
/// MT2 by Newton's method on the Lagrangian of its minimum.
#pragma once

#include "physics/mt2/branch.hpp"

#include <optional>

namespace balmer::physics::mt2::detail {

// min max(f1, f2), fi = mTi^2 / 2, is a convex problem: its Lagrangian l f1 + (1 - l) f2 has a
// saddle at the answer. Each step solves the quadratic model for q1 and l together, and is cut
// where max(f1, f2) grows too much. The value taken is the Lagrangian's, whose error is of second
// order in those of q1 and l, once the next step would change it by less than 1e-14.
//
// Both take a pair that is neither unbalanced nor zero, and give MT2^2, or nothing where the
// iteration does not settle.

/// Straight to the answer; some 6 steps.
std::optional<double> quick_mt2_squared(Pair<double> const& pair);

/// By way of invisible masses enlarged by less and less, each answer being the start of the next:
/// reaches minima close to q = 0 of a massless invisible part, where mT has an edge.
std::optional<long double> patient_mt2_squared(Pair<long double> const& pair);

}  // namespace balmer::physics::mt2::detail
