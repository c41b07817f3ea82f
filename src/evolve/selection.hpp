/// \file
/// Selection of parents and acceptance of children.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/evolve/member.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/evolve/workspace.hpp"

#include <span>
#include <vector>

namespace balmer::evolve {

/// loss / baseline + parsimony · complexity; arXiv:2109.10414, Eq. (11).
double cost(double loss, int complexity, SearchSettings const& settings, double baseline);

/// exp(adaptive_parsimony_scaling · share of the population at that complexity) for each complexity
/// up to the largest allowed, into `penalties` [max_complexity + 1].
void crowding_penalties(std::span<Member const> population, SearchSettings const& settings,
                        std::vector<double>& penalties);

/// A tournament ranks its members by cost times the penalty of their complexity.
struct Ranking {
    SearchSettings const& settings;
    double baseline = 1;
    /// [max_complexity + 1]
    std::span<double const> penalties;
};

/// Position of the winner among tournament_size distinct members: the k-th best wins with
/// probability p (1-p)^(k-1); if none has won, the last one does. `entrants` is overwritten.
std::size_t tournament(std::span<Member const> population, Ranking const& ranking,
                       std::vector<Entrant>& entrants, RandomStream& stream);

/// Largest loss at which a child is accepted, for a number U in [0, 1) drawn beforehand.
/// `temperature` is in [0, 1].
struct Acceptance {
    double parent_loss = 0;
    int parent_complexity = 0;
    int child_complexity = 0;
    double temperature = 0;
    double baseline = 1;
};
double largest_accepted_loss(Acceptance const& acceptance, SearchSettings const& settings,
                             double draw);

}  // namespace balmer::evolve
