/// \file
/// Errors in ulp, and the accuracy that evaluators must have.
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

/// op at (x, y) in the wider type. Unary operators ignore y.
template <class Scalar>
Wide<Scalar> true_value(expr::Opcode op, Scalar x, Scalar y) {
    return expr::arity(op) == 1 ? expr::apply(op, Wide<Scalar>(x))
                                : expr::apply(op, Wide<Scalar>(x), Wide<Scalar>(y));
}

/// The smallest power of two that overflows in the type.
template <class Scalar>
Wide<Scalar> overflow_threshold() {
    return std::ldexp(Wide<Scalar>(1), std::numeric_limits<Scalar>::max_exponent);
}

/// Error in units of the last place of the rounded true value, or of the smallest subnormal. Values
/// and truths out of range count as the overflow threshold. Neither may be NaN.
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

/// Returns true if a value is NaN exactly if the reference is, has an error of at most 2 ulp, has
/// the correct sign unless the truth is subnormal, and is zero or infinite if the truth clearly is.
/// The reference is always accepted: tanh of libm has errors of up to 2.2 ulp, and long double
/// cannot reduce every double.
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
