/// \file
/// Probabilities of deviations from a law.
#pragma once

#include <boost/math/distributions/chi_squared.hpp>

namespace balmer::physics {

/// A law is rejected below this probability. Seeds are fixed, so that a test fails always or never.
inline constexpr double least_chance = 1e-3;

/// Probability of a larger chi-square for `freedom` degrees of freedom.
inline double chance_of(double chi_square, double freedom) {
    return cdf(complement(boost::math::chi_squared(freedom), chi_square));
}

}  // namespace balmer::physics
