#include "never_finite.hpp"

#include <cmath>
#include <optional>
#include <vector>

namespace balmer::data {
namespace {

using expr::Opcode;

/// What is known about the value of a subtree without columns.
struct Known {
    /// The value, if the subtree contains no feature.
    std::optional<double> constant = {};
    bool is_never_finite = false;
};

Known known_constant(double value) { return {value, !std::isfinite(value)}; }

/// Whether an infinite or NaN argument always yields an infinite or NaN value. Not so for exp:
/// exp(-inf) is 0.
bool passes_on(Opcode op) {
    switch (op) {
        case Opcode::add:
        case Opcode::sub:
        case Opcode::mul:
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
        case Opcode::log:
            return true;
        default:
            return false;
    }
}

Known unary(Opcode op, Known const& x) {
    if (x.constant) return known_constant(expr::apply(op, *x.constant));
    return {{}, x.is_never_finite && passes_on(op)};
}

Known binary(Opcode op, Known const& x, Known const& y) {
    if (x.constant && y.constant) return known_constant(expr::apply(op, *x.constant, *y.constant));
    if (op == Opcode::div && y.constant == 0.0) return {{}, true};
    return {{}, (x.is_never_finite || y.is_never_finite) && passes_on(op)};
}

}  // namespace

bool is_never_finite(expr::Tree const& tree) {
    std::vector<Known> stack;
    auto next_constant = tree.constants.begin();
    for (auto const& node : tree.nodes) {
        if (node.op == Opcode::constant) {
            stack.push_back(known_constant(*next_constant++));
        } else if (node.op == Opcode::variable) {
            stack.push_back({});
        } else if (expr::arity(node.op) == 1) {
            stack.back() = unary(node.op, stack.back());
        } else {
            auto const right = stack.back();
            stack.pop_back();
            stack.back() = binary(node.op, stack.back(), right);
        }
    }
    return !stack.empty() && stack.back().is_never_finite;
}

}  // namespace balmer::data
