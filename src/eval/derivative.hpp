/// \file
/// Derivatives of the operators at one point.
///
/// At a kink, a subgradient: abs'(0) = 0, and min and max have the slope of the argument that they
/// select. At the edge of a domain, where the value is finite but the slope is not, 0: one event at
/// sqrt(0), asin(1) or 0^(1/2) must not spoil a fit. The limits d/dx x^0 = 0 and d/dy 0^y = 0 for
/// y > 0 apply.
#pragma once

#include "balmer/expr/opcode.hpp"

#include <cmath>

namespace balmer::eval {

/// d op(x) / dx.
template <class Scalar>
Scalar derivative(expr::Opcode op, Scalar x) {
    using expr::Opcode;
    Scalar const one = 1;
    switch (op) {
        case Opcode::neg:
            return -one;
        case Opcode::square:
            return 2 * x;
        case Opcode::cube:
            return 3 * x * x;
        case Opcode::sqrt:
            return x == 0 ? 0 : one / (2 * std::sqrt(x));
        case Opcode::abs:
            return x > 0 ? one : x < 0 ? -one : x * 0;
        case Opcode::sin:
            return std::cos(x);
        case Opcode::cos:
            return -std::sin(x);
        case Opcode::tan:
            return one + std::tan(x) * std::tan(x);
        case Opcode::asin:
            return std::abs(x) == one ? 0 : one / std::sqrt((one - x) * (one + x));
        case Opcode::acos:
            return std::abs(x) == one ? 0 : -one / std::sqrt((one - x) * (one + x));
        case Opcode::atan:
            return one / (one + x * x);
        case Opcode::exp:
            return std::exp(x);
        case Opcode::log:
            return one / x;
        case Opcode::tanh:
            return (one - std::tanh(x)) * (one + std::tanh(x));
        case Opcode::inv:
            return -(one / x) * (one / x);
        case Opcode::constant:
        case Opcode::variable:
        case Opcode::add:
        case Opcode::sub:
        case Opcode::mul:
        case Opcode::div:
        case Opcode::pow:
        case Opcode::min:
        case Opcode::max:
            break;
    }
    expr::throw_unexpected(op);
}

template <class Scalar>
struct Partials {
    Scalar dx;
    Scalar dy;
};

/// d op(x, y) / dx and / dy.
template <class Scalar>
Partials<Scalar> derivatives(expr::Opcode op, Scalar x, Scalar y) {
    using expr::Opcode;
    switch (op) {
        case Opcode::add:
            return {1, 1};
        case Opcode::sub:
            return {1, -1};
        case Opcode::mul:
            return {y, x};
        case Opcode::div:
            return {1 / y, -(x / y) / y};
        case Opcode::pow: {
            Scalar const value = std::pow(x, y);
            return {x == 0 && y < 1 ? 0 : y * std::pow(x, y - 1),
                    value == 0 ? 0 : value * std::log(x)};
        }
        case Opcode::min:
            return x < y ? Partials<Scalar>{1, 0} : Partials<Scalar>{0, 1};
        case Opcode::max:
            return x < y ? Partials<Scalar>{0, 1} : Partials<Scalar>{1, 0};
        case Opcode::constant:
        case Opcode::variable:
        case Opcode::neg:
        case Opcode::square:
        case Opcode::cube:
        case Opcode::sqrt:
        case Opcode::abs:
        case Opcode::sin:
        case Opcode::cos:
        case Opcode::tan:
        case Opcode::asin:
        case Opcode::acos:
        case Opcode::atan:
        case Opcode::exp:
        case Opcode::log:
        case Opcode::tanh:
        case Opcode::inv:
            break;
    }
    expr::throw_unexpected(op);
}

}  // namespace balmer::eval
