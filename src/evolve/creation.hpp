/// \file
/// Random leaves and trees.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/expr/tree.hpp"

#include "evolve/vocabulary.hpp"

namespace balmer::evolve {

/// Makes `tree` a leaf: a constant drawn from N(0, 1) or a feature, each with probability one half.
void make_random_leaf(expr::Tree& tree, Vocabulary const& vocabulary, RandomStream& stream);

/// Makes `tree` a tree of at most `size` nodes (exactly that many if the arities of the operators
/// allow it). It grows from one leaf by replacing random leaves by operators with new leaves.
/// Requires size >= 1.
void make_random_tree(expr::Tree& tree, std::size_t size, Vocabulary const& vocabulary,
                      RandomStream& stream);

}  // namespace balmer::evolve
