#include "evolve/selection.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace balmer::evolve {

double cost(double loss, int complexity, SearchSettings const& settings, double baseline) {
    return loss / baseline + settings.parsimony * complexity;
}

std::vector<double> complexity_shares(std::span<Member const> population, int max_complexity) {
    std::vector<double> shares(static_cast<std::size_t>(max_complexity) + 1);
    for (auto const& member : population) {
        shares[static_cast<std::size_t>(member.complexity)] +=
            1.0 / static_cast<double>(population.size());
    }
    return shares;
}

std::size_t tournament(std::span<Member const> population, std::span<double const> shares,
                       SearchSettings const& settings, double baseline, RandomStream& stream) {
    BALMER_EXPECT(settings.tournament_size <= population.size());
    // How far down the ranking the winner stands is drawn first; then only so many are ranked.
    std::size_t rank = 0;
    while (rank + 1 < settings.tournament_size &&
           !stream.bernoulli(settings.tournament_probability)) {
        ++rank;
    }
    using Entrant = std::pair<double, std::uint32_t>;
    std::vector<Entrant> entrants;
    entrants.reserve(settings.tournament_size);
    while (entrants.size() < settings.tournament_size) {
        auto const position = stream.below(static_cast<std::uint32_t>(population.size()));
        if (std::ranges::find(entrants, position, &Entrant::second) != entrants.end()) continue;
        auto const& member = population[position];
        double const penalty = std::exp(settings.adaptive_parsimony_scaling *
                                        shares[static_cast<std::size_t>(member.complexity)]);
        entrants.emplace_back(cost(member.loss, member.complexity, settings, baseline) * penalty,
                              position);
    }
    auto const winner = entrants.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(entrants.begin(), winner, entrants.end());
    return winner->second;
}

double largest_accepted_loss(Acceptance const& acceptance, SearchSettings const& settings,
                             double draw) {
    // exp(-worse / (alpha T)) >= draw  <=>  worse <= -alpha T ln(draw)
    double const allowance =
        settings.annealing.rule == AcceptanceRule::none || acceptance.temperature <= 0
            ? 0.0
            : -settings.annealing.alpha * acceptance.temperature * std::log(draw);
    switch (settings.annealing.rule) {
        case AcceptanceRule::relative:
            return acceptance.parent_loss * (1.0 + allowance);
        case AcceptanceRule::absolute:
        case AcceptanceRule::none:
            break;
    }
    double const dearer =
        settings.parsimony * (acceptance.child_complexity - acceptance.parent_complexity);
    return acceptance.parent_loss + acceptance.baseline * (allowance - dearer);
}

}  // namespace balmer::evolve
