/// \file
/// Combinations of constants that the data do not fix.
#pragma once

#include "balmer/eval/sums.hpp"

#include <vector>

namespace balmer::fit {

struct FlatDirection {
    /// Its eigenvalue relative to the largest, of the curvature scaled to a unit diagonal.
    double eigenvalue_ratio = 0;
    /// Change of the constants along the direction [K]; the largest entry is ±1.
    std::vector<double> direction;
};

/// Directions with a ratio below `tolerance`, flattest first. A constant without any effect counts
/// as one. Empty if the sums are not finite. Below the default tolerance standard errors are
/// rounding noise, because the curvature has rounding errors of about 1e-13.
std::vector<FlatDirection> flat_directions(eval::NormalEquations const& sums,
                                           double tolerance = 1e-11);

}  // namespace balmer::fit
