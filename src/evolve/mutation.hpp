/// \file
/// Changes of one tree. Legality is the caller's matter.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/expr/tree.hpp"

#include "evolve/vocabulary.hpp"

namespace balmer::evolve {

/// How strongly constants are perturbed: (1.1 + factor)^U up or down.
struct Perturbation {
    double factor = 0;
    double negate_probability = 0;
};

/// What a mutation may draw on.
struct MutationContext {
    Vocabulary const& vocabulary;
    Perturbation perturbation;
    /// Largest size of a fresh tree.
    std::size_t max_size = 0;
    /// Memory for what is added to a tree; its content is overwritten.
    expr::Tree& fresh;
};

/// Applies one structural or constant mutation in place. Returns false, and leaves the tree as it
/// was, where the tree has no place for it. `simplify`, `optimise` and `nothing` are the island's
/// business and return false here.
bool mutate(Mutation mutation, expr::Tree& tree, MutationContext const& context,
            RandomStream& stream);

/// Draws a mutation by weight among those that the tree can have: no constant, no perturbation;
/// no operator, no deletion; at the size limit, no growth; …. `nothing` where no weight is left.
Mutation choose_mutation(expr::Tree const& tree, int complexity, SearchSettings const& settings,
                         Vocabulary const& vocabulary, RandomStream& stream);

/// Swaps a random subtree of one tree with one of the other.
void cross_over(expr::Tree& left, expr::Tree& right, RandomStream& stream);

}  // namespace balmer::evolve
