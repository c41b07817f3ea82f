/// \file
/// Fast tests for operators that the rules would not change.
///
/// Most trees that a search simplifies are simple except for one place. These tests are cheap, so
/// that the rules run only there. Each condition follows from a rule: if it holds, the rule would
/// write what is already there.
#pragma once

#include "workpiece.hpp"

#include <cmath>

namespace balmer::expr::simplification {

/// Returns true for a constant of a product that neither overflows nor loses digits.
inline bool is_sound(double value) { return std::isnormal(value); }

/// Whether an argument is a single term of a sum, or a single factor of a product.
inline bool is_whole_term(Argument const& x) { return !x.is_constant && !x.joins_sums; }
inline bool is_whole_factor(Argument const& x) { return !x.is_constant && !x.joins_products; }

inline bool is_normal_sum(Workpiece const& work, Opcode op, Argument const& x, Argument const& y) {
    if (x.is_constant) {
        return op == Opcode::sub && is_whole_term(y) && work.value(x.part) != 0;
    }
    if (!is_whole_term(x)) return false;
    if (y.is_constant) return work.value(y.part) > 0;
    return is_whole_term(y) && (op == Opcode::add || !work.equal(x.part, y.part));
}

/// Whether value · x stays as it is. The same condition holds for x / (1 / value).
inline bool is_normal_scale(double value) {
    return is_sound(value) && is_sound(1 / value) && std::abs(value) != 1;
}

inline bool is_normal_product(Workpiece const& work, Opcode op, Argument const& x,
                              Argument const& y) {
    if (x.is_constant) return is_whole_factor(y) && is_normal_scale(work.value(x.part));
    if (!is_whole_factor(x)) return false;
    if (y.is_constant) return op == Opcode::div && is_normal_scale(work.value(y.part));
    return is_whole_factor(y) && (op == Opcode::mul || !work.equal(x.part, y.part));
}

/// Returns true if no rule changes op(x, y). False means that the rules have to decide.
inline bool is_normal(Workpiece const& work, Opcode op, Argument const& x, Argument const& y) {
    if (op == Opcode::add || op == Opcode::sub) return is_normal_sum(work, op, x, y);
    if (op == Opcode::mul || op == Opcode::div) return is_normal_product(work, op, x, y);
    return false;
}

}  // namespace balmer::expr::simplification
