/// \file
/// Bitwise equality.
#pragma once

#include <cmath>

namespace balmer::eval {

/// The same number with the same sign, or both NaN.
template <class Scalar>
bool is_same(Scalar value, Scalar expected) {
    return (value == expected && std::signbit(value) == std::signbit(expected)) ||
           (value != value && expected != expected);
}

}  // namespace balmer::eval
