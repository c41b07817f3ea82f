/// \file
/// Mutations of a tree. The caller checks whether the result is legal.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/expr/tree.hpp"

#include "evolve/vocabulary.hpp"

namespace balmer::evolve {

/// Strength of perturbations: constants are multiplied or divided by (1.1 + factor)^U.
struct Perturbation {
    double factor = 0;
    double negate_probability = 0;
};

/// What a mutation can use.
struct MutationContext {
    Vocabulary const& vocabulary;
    Perturbation perturbation;
    /// Largest size of a new random tree.
    std::size_t max_size = 0;
    /// Scratch memory for parts to be added; its content is overwritten.
    expr::Tree& fresh;
};

/// Applies one structural or constant mutation in place. Returns false and leaves the tree
/// unchanged if the mutation is impossible there. `simplify`, `optimise` and `nothing` are handled
/// by the island and return false here.
bool mutate(Mutation mutation, expr::Tree& tree, MutationContext const& context,
            RandomStream& stream);

/// Draws a mutation by weight among those that are possible for the tree: no perturbation without
/// constants, no deletion without operators, no growth at the size limit, and so on. Returns
/// `nothing` if no weight is left.
Mutation choose_mutation(expr::Tree const& tree, int complexity, SearchSettings const& settings,
                         Vocabulary const& vocabulary, RandomStream& stream);

/// Swaps a random subtree of one tree with one of the other.
void cross_over(expr::Tree& left, expr::Tree& right, RandomStream& stream);

}  // namespace balmer::evolve
