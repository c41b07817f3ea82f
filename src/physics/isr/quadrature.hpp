/// \file
/// Integrals of functions that may behave like roots at the ends.
#pragma once

#include <boost/math/quadrature/tanh_sinh.hpp>

namespace balmer::physics::isr {

using Quadrature = boost::math::quadrature::tanh_sinh<double>;

/// The integral from `low` to `high`, mapped to [0, 1]: for other limits Boost 1.74 may round
/// points onto the lower limit, which fails its own assertion.
template <class Function>
double integrate(Quadrature& quadrature, Function const& function, double low, double high) {
    double const width = high - low;
    return width * quadrature.integrate([&](double share) { return function(low + width * share); },
                                        0.0, 1.0);
}

}  // namespace balmer::physics::isr
