/// \file
/// Integrals over functions that may have roots at the ends.
#pragma once

#include <boost/math/quadrature/tanh_sinh.hpp>

namespace balmer::physics::isr {

using Quadrature = boost::math::quadrature::tanh_sinh<double>;

/// From `low` to `high`. By way of [0, 1]: between other ends Boost 1.74 rounds points onto the
/// lower one, which it asserts not to do.
template <class Function>
double integrate(Quadrature& quadrature, Function const& function, double low, double high) {
    double const width = high - low;
    return width * quadrature.integrate([&](double share) { return function(low + width * share); },
                                        0.0, 1.0);
}

}  // namespace balmer::physics::isr
