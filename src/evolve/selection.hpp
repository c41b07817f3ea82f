/// \file
/// Who becomes a parent.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/evolve/member.hpp"
#include "balmer/evolve/settings.hpp"

#include <span>
#include <vector>

namespace balmer::evolve {

/// loss / baseline + parsimony · complexity; paper 000 Eq. (11).
double cost(double loss, int complexity, SearchSettings const& settings, double baseline);

/// Share of the population at each complexity; index is complexity.
std::vector<double> complexity_shares(std::span<Member const> population, int max_complexity);

/// Position of the winner among tournament_size distinct members: the k-th best by cost, times
/// exp(adaptive_parsimony_scaling · share of its complexity), wins with probability p (1-p)^(k-1);
/// when none has won, the last does.
std::size_t tournament(std::span<Member const> population, std::span<double const> shares,
                       SearchSettings const& settings, double baseline, RandomStream& stream);

/// Largest loss at which a child is accepted, for a draw U in [0, 1) made beforehand: the child is
/// accepted exactly when its loss is at or below. `temperature` is in [0, 1].
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
