/// \file
/// Smaller trees of the same value.
#pragma once

#include "balmer/expr/tree.hpp"

namespace balmer::expr {

/// Folds constants (to finite results only), merges constants along chains of + - and of * /, drops
/// neutral elements, and cancels double signs, x - x and x/x.
///
/// The result has no more nodes than `tree`, only operators that occur in it, and is its own
/// simplification. On each row where all intermediate values of `tree` are finite, its value is the
/// same up to rounding (and to overflow of products that are taken in another order).
Tree simplify(Tree const& tree);

}  // namespace balmer::expr
