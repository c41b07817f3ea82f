/// \file
/// Trees as a reader would write them.
#pragma once

#include "balmer/expr/tree.hpp"

#include <span>

namespace balmer::expr {

/// Writes `x - -2` as `x + 2`, `-2*y + x` as `x - 2*y`, `2 + (x + y)` as `x + y + 2` and
/// `sin(x)*(y*3)` as `3*y*sin(x)`, as far as `operators` allow: signs into sums, constants to the
/// front of products and the end of sums, no needless parentheses. The number of nodes stays, and
/// the value up to the rounding of sums and products in another order. Recurses over the depth of
/// the tree: for trees of a search, not for formulas of any length.
Tree tidy(Tree const& tree, std::span<Opcode const> operators);

}  // namespace balmer::expr
