/// \file
/// Rules of simplification. Each examines the current operator and its arguments `x` and `y`. If it
/// applies, it rewrites them and returns true; otherwise it leaves the workpiece unchanged. No rule
/// writes more nodes than appending the operator would.
#pragma once

#include "workpiece.hpp"

namespace balmer::expr::simplification {

/// x + y or x - y: merges constants and signs of both.
bool rewrite_sum(Workpiece& work, Opcode op, Part const& x, Part const& y);
/// -x for a sum or difference x.
bool negate_sum(Workpiece& work, Part const& x);

/// x * y or x / y: merges constant factors and signs of both.
bool rewrite_product(Workpiece& work, Opcode op, Part const& x, Part const& y);
/// -x for any other x.
bool negate_product(Workpiece& work, Part const& x);
/// 1 / x.
bool invert_product(Workpiece& work, Part const& x);

}  // namespace balmer::expr::simplification
