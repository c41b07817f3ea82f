/// \file
/// MT2 by bisection on whether two conics overlap.
#pragma once

#include "physics/mt2/branch.hpp"

namespace balmer::physics::mt2::detail {

/// MT2 of a pair that is neither unbalanced nor zero: the least M for which the regions mT1 <= M
/// and mT2 <= M in the plane of q1 overlap. Slow but always converges. Long double is needed if the
/// visible parts are massless and almost collinear.
/// Source: Lester, Nachman, JHEP 1503 (2015) 100, arXiv:1411.4312.
long double bisected_mt2(Pair<long double> const& pair);

}  // namespace balmer::physics::mt2::detail
