/// \file
/// Memory that breeding keeps from cycle to cycle.
#pragma once

#include "balmer/evolve/member.hpp"
#include "balmer/expr/simplify.hpp"
#include "balmer/expr/tree.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace balmer::evolve {

/// A member that takes part in a tournament. The cheaper is the better; among equals, the first.
struct Entrant {
    double cost = 0;
    std::uint32_t position = 0;

    auto operator<=>(Entrant const&) const = default;
};

/// What cycles write on, so that they ask for no memory once it is warm. Nothing in it means
/// anything between two calls: it belongs to no island, and one does for all islands that a thread
/// advances in turn.
struct Workspace {
    expr::Simplifier simplify;
    /// Those about to be born: one by mutation, two by crossover.
    std::array<Member, 2> children;
    /// What a mutation adds to a tree.
    expr::Tree fresh;
    std::vector<Entrant> entrants;
    /// By which the cost of members in a tournament is multiplied; index is complexity.
    std::vector<double> penalties;
};

}  // namespace balmer::evolve
