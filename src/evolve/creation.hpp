/// \file
/// Random leaves and trees.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/expr/tree.hpp"

#include "evolve/vocabulary.hpp"

namespace balmer::evolve {

/// A constant drawn from N(0, 1) or a feature, each with probability one half.
expr::Tree random_leaf(Vocabulary const& vocabulary, RandomStream& stream);

/// A tree of at most `size` nodes (exactly that many where the operators' arities allow it), grown
/// from one leaf by replacing random leaves by operators over fresh leaves. Needs size >= 1.
expr::Tree random_tree(std::size_t size, Vocabulary const& vocabulary, RandomStream& stream);

}  // namespace balmer::evolve
