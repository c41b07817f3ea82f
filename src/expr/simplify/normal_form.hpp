/// \file
/// Operators that already stand as the rules would write them.
///
/// Most trees that a search simplifies are simple but for one place. Here that is seen at a glance,
/// so that the rules look at that place alone. Each condition follows from a rule: where it holds,
/// the rule would write what is there.
#pragma once

#include "workpiece.hpp"

#include <cmath>

namespace balmer::expr::simplification {

/// A constant that products may be merged into: neither overflow nor loss of digits.
inline bool is_sound(double value) { return std::isnormal(value); }

/// Whether an argument goes into a sum, or a product, as one piece.
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

/// Whether value · x is written as it stands; true for x / (1 / value) as well.
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

/// Whether no rule changes op(x, y). False where that is not seen at once.
inline bool is_normal(Workpiece const& work, Opcode op, Argument const& x, Argument const& y) {
    if (op == Opcode::add || op == Opcode::sub) return is_normal_sum(work, op, x, y);
    if (op == Opcode::mul || op == Opcode::div) return is_normal_product(work, op, x, y);
    return false;
}

}  // namespace balmer::expr::simplification
