/// \file
/// The value of a tree with a bound on its rounding error, for laws that hold "up to rounding".
#pragma once

#include "balmer/expr/tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace balmer::expr::testing {

/// A value and a bound on its error. The bound is infinite if an operator may be singular within
/// it.
struct Bounded {
    double value = 0;
    double error = 0;
};

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

/// Error of the result of a unary operator due to the error of its argument, from its largest
/// slope.
inline double propagated(Opcode op, double value, Bounded x) {
    double const size = std::abs(x.value);
    switch (op) {
        case Opcode::square:
            return (2 * size + x.error) * x.error;
        case Opcode::cube:
            return (3 * size * size + 3 * size * x.error + x.error * x.error) * x.error;
        case Opcode::sqrt:
            return x.value > 2 * x.error ? x.error / std::sqrt(x.value - x.error) : unbounded;
        case Opcode::tan: {
            double const slope = 1 + value * value;
            return slope * x.error < 0.01 ? 2 * slope * x.error : unbounded;
        }
        case Opcode::asin:
        case Opcode::acos: {
            double const room = 1 - size - x.error;
            return room > 0 ? x.error / std::sqrt(room) : unbounded;
        }
        case Opcode::exp:
            return value * std::expm1(x.error);
        case Opcode::log:
            return x.value > 2 * x.error ? x.error / (x.value - x.error) : unbounded;
        case Opcode::inv:
            return size > 2 * x.error ? x.error / (size * (size - x.error)) : unbounded;
        // No slope above 1.
        case Opcode::neg:
        case Opcode::abs:
        case Opcode::sin:
        case Opcode::cos:
        case Opcode::atan:
        case Opcode::tanh:
            return x.error;
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
    throw_unexpected(op);
}

inline double propagated(Opcode op, double value, Bounded x, Bounded y) {
    double const x_size = std::abs(x.value), y_size = std::abs(y.value);
    if (op == Opcode::add || op == Opcode::sub) return x.error + y.error;
    if (op == Opcode::mul) return x_size * y.error + y_size * x.error + x.error * y.error;
    if (op == Opcode::div) {
        return y_size > 2 * y.error ? (x.error + std::abs(value) * y.error) / (y_size - y.error)
                                    : unbounded;
    }
    if (op == Opcode::pow) {
        bool const is_whole = y.value == std::round(y.value);
        if (x_size <= 2 * x.error || (x.value < 0 && !is_whole)) return unbounded;
        double const exponent_error = x.value < 0 ? 0 : y.error;
        double const relative = (y_size + exponent_error) * x.error / (x_size - x.error) +
                                (std::abs(std::log(x_size)) + 1) * exponent_error;
        return std::abs(value) * std::expm1(relative);
    }
    if (op == Opcode::min || op == Opcode::max) return std::max(x.error, y.error);
    throw_unexpected(op);
}

/// Evaluates with error bounds. Constants and the result of each operator are rounded.
/// `finite` says whether all intermediate values are finite, `largest` is the largest of them.
struct BoundedEvaluation {
    Bounded result;
    bool finite = true;
    double largest = 0;
};

inline BoundedEvaluation evaluate_bounded(Tree const& tree, std::span<double const> row) {
    double const epsilon = 4 * std::numeric_limits<double>::epsilon();
    BoundedEvaluation evaluation;
    std::vector<Bounded> stack;
    std::size_t next_constant = 0;
    for (auto const node : tree.nodes) {
        Bounded whole;
        if (node.op == Opcode::constant) {
            double const value = tree.constants[next_constant++];
            whole = {value, epsilon * std::abs(value)};
        } else if (node.op == Opcode::variable) {
            whole = {row[node.feature], 0};
        } else {
            auto const y = stack.back();
            stack.pop_back();
            if (arity(node.op) == 1) {
                whole.value = apply(node.op, y.value);
                whole.error = propagated(node.op, whole.value, y);
            } else {
                auto const x = stack.back();
                stack.pop_back();
                whole.value = apply(node.op, x.value, y.value);
                whole.error = propagated(node.op, whole.value, x, y);
            }
            whole.error += epsilon * std::abs(whole.value);
        }
        if (std::isnan(whole.error)) whole.error = unbounded;
        evaluation.finite = evaluation.finite && std::isfinite(whole.value);
        evaluation.largest = std::max(evaluation.largest, std::abs(whole.value));
        stack.push_back(whole);
    }
    evaluation.result = stack.back();
    return evaluation;
}

}  // namespace balmer::expr::testing
