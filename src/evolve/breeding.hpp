/// \file
/// One birth: parents, child, verdict.
#pragma once

#include "balmer/evolve/island.hpp"

#include "evolve/mutation.hpp"
#include "evolve/vocabulary.hpp"

namespace balmer::evolve {

/// Breeds members of one island during one cycle.
class Breeder {
public:
    /// All references must outlive the breeder. `temperature` is in [0, 1].
    Breeder(IslandState& state, SearchSettings const& settings, Judge& judge, double temperature,
            Workspace& workspace);

    /// One tournament and what comes of it: the oldest member is replaced by the child, two by a
    /// crossover's; a child that is refused changes nothing.
    void breed();

private:
    Member const& winner();
    void breed_by_mutation();
    void breed_by_crossover();
    /// Mutates the child, a copy of its parent. False where no legal tree came of it.
    bool vary(Member& child, Member const& parent, Mutation mutation);
    /// Fits a child of new structure where the settings' chance says so.
    void fit_offspring(expr::Tree& tree);
    /// The child takes the place of the oldest member, and gets its memory.
    void replace_oldest(Member& child);

    IslandState& state_;
    SearchSettings const& settings_;
    Judge& judge_;
    double temperature_;
    Vocabulary vocabulary_;
    Workspace& workspace_;
};

/// complexity of `tree` by the settings' weights.
int complexity_of(expr::Tree const& tree, SearchSettings const& settings);

/// Whether the tree obeys all of the settings' limits.
bool is_legal(expr::Tree const& tree, SearchSettings const& settings);

}  // namespace balmer::evolve
