/// \file
/// Memory that breeding reuses in each cycle.
#pragma once

#include "balmer/evolve/member.hpp"
#include "balmer/expr/simplify.hpp"
#include "balmer/expr/tree.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace balmer::evolve {

/// A member in a tournament. Lower cost wins; among equals, the lower position.
struct Entrant {
    double cost = 0;
    std::uint32_t position = 0;

    auto operator<=>(Entrant const&) const = default;
};

/// Scratch memory of cycles, so that they allocate nothing once it has grown. It carries no state
/// between two calls: one workspace serves all islands that a thread advances.
struct Workspace {
    expr::Simplifier simplify;
    /// The offspring under construction: one by mutation, two by crossover.
    std::array<Member, 2> children;
    /// What a mutation adds to a tree.
    expr::Tree fresh;
    std::vector<Entrant> entrants;
    /// Factors on the cost of members in a tournament, indexed by complexity.
    std::vector<double> penalties;
};

}  // namespace balmer::evolve
