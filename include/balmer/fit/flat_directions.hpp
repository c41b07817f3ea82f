/// \file
/// Combinations of constants that the data do not fix.
#pragma once

#include "balmer/eval/sums.hpp"

#include <vector>

namespace balmer::fit {

struct FlatDirection {
    /// Smallest eigenvalue over the largest, of the curvature scaled to a unit diagonal.
    double eigenvalue_ratio = 0;
    /// Change of the constants along it [K], largest entry 1 in size.
    std::vector<double> direction;
};

/// Directions with a ratio below `tolerance`, flattest first; a constant without any effect is one.
/// Empty where the sums are not finite. Default tolerance: below it the standard errors are
/// rounding noise, since the curvature itself carries about 1e-13 of rounding.
std::vector<FlatDirection> flat_directions(eval::NormalEquations const& sums,
                                           double tolerance = 1e-11);

}  // namespace balmer::fit
