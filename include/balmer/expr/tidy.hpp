/// \file
/// Conventional order of sums and products.
#pragma once

#include "balmer/expr/tree.hpp"

#include <span>

namespace balmer::expr {

/// Writes `x - -2` as `x + 2`, `-2*y + x` as `x - 2*y`, `2 + (x + y)` as `x + y + 2` and
/// `sin(x)*(y*3)` as `3*y*sin(x)`, as far as `operators` allow: it moves signs into sums, constants
/// to the front of products and to the end of sums, and removes redundant parentheses. The number
/// of nodes stays the same; so does the value, up to the rounding of reordered sums and products.
/// Recursive in the depth of the tree: for trees of a search, not for formulas of any length.
Tree tidy(Tree const& tree, std::span<Opcode const> operators);

}  // namespace balmer::expr
