/// \file
/// One tournament: parents, children, acceptance.
#pragma once

#include "balmer/evolve/island_state.hpp"
#include "balmer/evolve/judge.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/evolve/workspace.hpp"

#include "evolve/mutation.hpp"
#include "evolve/vocabulary.hpp"

namespace balmer::evolve {

/// Breeds members of one island during one cycle.
class Breeder {
public:
    /// All references must outlive the breeder. `temperature` is in [0, 1].
    Breeder(IslandState& state, SearchSettings const& settings, Judge& judge, double temperature,
            Workspace& workspace);

    /// Holds one tournament. An accepted child replaces the oldest member; a crossover can replace
    /// two. A rejected child changes nothing.
    void breed();

private:
    Member const& winner();
    void breed_by_mutation();
    void breed_by_crossover();
    /// Mutates the child, a copy of its parent. Returns false if no legal tree was found.
    bool vary(Member& child, Member const& parent, Mutation mutation);
    /// Fits a child of new structure with the probability in the settings.
    void fit_offspring(expr::Tree& tree);
    /// Swaps the child with the oldest member, whose memory it reuses.
    void replace_oldest(Member& child);

    IslandState& state_;
    SearchSettings const& settings_;
    Judge& judge_;
    double temperature_;
    Vocabulary vocabulary_;
    Workspace& workspace_;
};

/// Complexity of `tree` with the weights of the settings.
int complexity_of(expr::Tree const& tree, SearchSettings const& settings);

/// Whether the tree respects all limits of the settings.
bool is_legal(expr::Tree const& tree, SearchSettings const& settings);

}  // namespace balmer::evolve
