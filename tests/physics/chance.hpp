/// \file
/// How likely a deviation at least as large is.
#pragma once

#include <boost/math/distributions/chi_squared.hpp>

namespace balmer::physics {

/// Below it, a law does not hold: tests have fixed seeds, so they fail for good or never.
inline constexpr double least_chance = 1e-3;

/// Of a chi-square of `freedom` degrees.
inline double chance_of(double chi_square, double freedom) {
    return cdf(complement(boost::math::chi_squared(freedom), chi_square));
}

}  // namespace balmer::physics
