/// \file
/// Rules of simplification. Each looks at the operator at hand and its arguments (`x`, then `y`):
/// where it applies it rewrites them and returns true, else it leaves the workpiece as it was. No
/// rule writes more nodes than appending the operator would give.
#pragma once

#include "workpiece.hpp"

namespace balmer::expr::simplification {

/// x + y or x - y: merges constants and signs of both.
bool rewrite_sum(Workpiece& work, Opcode op, Part const& x, Part const& y);
/// -x for a sum or difference x.
bool negate_sum(Workpiece& work, Part const& x);

/// x * y or x / y: merges constant factors and signs of both.
bool rewrite_product(Workpiece& work, Opcode op, Part const& x, Part const& y);
/// -x for anything else.
bool negate_product(Workpiece& work, Part const& x);
/// 1 / x.
bool invert_product(Workpiece& work, Part const& x);

}  // namespace balmer::expr::simplification
