/// \file
/// How far a value may be from the truth: what 2 ulp mean at the ends of the range.
#pragma once

#include "balmer/expr/opcode.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace balmer::eval {

template <class Scalar>
struct Wider;
template <>
struct Wider<float> {
    using Type = double;
};
template <>
struct Wider<double> {
    using Type = long double;
};
template <class Scalar>
using Wide = typename Wider<Scalar>::Type;

/// op at (x, y), y unused where it is unary, in the wider type.
template <class Scalar>
Wide<Scalar> true_value(expr::Opcode op, Scalar x, Scalar y) {
    return expr::arity(op) == 1 ? expr::apply(op, Wide<Scalar>(x))
                                : expr::apply(op, Wide<Scalar>(x), Wide<Scalar>(y));
}

/// First power of two that is too large for the type: where its rounding says infinity.
template <class Scalar>
Wide<Scalar> overflow_threshold() {
    return std::ldexp(Wide<Scalar>(1), std::numeric_limits<Scalar>::max_exponent);
}

/// Distance in units of the last place of the rounded true value; for subnormals, of the smallest
/// one. Infinite values, and truths beyond the range, count as the first number beyond it. Both
/// must be no NaN.
template <class Scalar>
double error_ulp(Scalar value, Wide<Scalar> truth) {
    using Limits = std::numeric_limits<Scalar>;
    Wide<Scalar> const end = overflow_threshold<Scalar>();
    Wide<Scalar> const capped = std::clamp(truth, -end, end);
    Wide<Scalar> const number = std::clamp(Wide<Scalar>(value), -end, end);
    Scalar const rounded = std::clamp(static_cast<Scalar>(truth), Limits::lowest(), Limits::max());
    int const exponent =
        std::abs(rounded) < Limits::min() ? Limits::min_exponent : std::ilogb(rounded) + 1;
    return static_cast<double>(std::ldexp(std::abs(number - capped), Limits::digits - exponent));
}

inline constexpr double largest_error_ulp = 2;

/// Whether a value is as it must be: NaN where the reference is, as near the truth as 2 ulp, and of
/// its sign unless that is subnormal; zero and infinite where the truth leaves no doubt. The
/// reference itself is always right: libm's tanh is off by 2.2 ulp here and there, and long double
/// does not reduce every double.
template <class Scalar>
bool is_accurate(Scalar value, Scalar reference, Wide<Scalar> truth) {
    if (std::isnan(value) || std::isnan(reference)) return value != value && reference != reference;
    Wide<Scalar> const magnitude = std::abs(truth);
    bool const is_subnormal = 0 < magnitude && magnitude < std::numeric_limits<Scalar>::min();
    if (std::signbit(value) != std::signbit(reference) && !is_subnormal) return false;
    if (value == reference) return true;
    Wide<Scalar> const smallest = std::numeric_limits<Scalar>::denorm_min();
    bool const must_be_zero = magnitude < smallest / 1024;
    bool const must_be_infinite = magnitude > overflow_threshold<Scalar>() * Wide<Scalar>(1.001);
    if (must_be_zero || must_be_infinite) return false;
    return error_ulp(value, truth) <= largest_error_ulp;
}

}  // namespace balmer::eval
