/// \file
/// Trees as a reader would write them.
#pragma once

#include "balmer/expr/tree.hpp"

#include <span>

namespace balmer::expr {

/// Writes `x - -2` as `x + 2`, `x + -2*y` as `x - 2*y`, `x*2` as `2*x` and `2 + x` as `x + 2`, as
/// far as `operators` allow. The value stays the same bit by bit, and so does the number of nodes.
Tree tidy(Tree const& tree, std::span<Opcode const> operators);

}  // namespace balmer::expr
