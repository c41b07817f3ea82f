#include "evolve/selection.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::evolve {

double cost(double loss, int complexity, SearchSettings const& settings, double baseline) {
    return loss / baseline + settings.parsimony * complexity;
}

void crowding_penalties(std::span<Member const> population, SearchSettings const& settings,
                        std::vector<double>& penalties) {
    penalties.assign(static_cast<std::size_t>(settings.constraints.max_complexity) + 1, 0.0);
    double const one_share = 1.0 / static_cast<double>(population.size());
    for (auto const& member : population) {
        penalties[static_cast<std::size_t>(member.complexity)] += one_share;
    }
    for (auto& share : penalties) share = std::exp(settings.adaptive_parsimony_scaling * share);
}

namespace {

/// Rank of the winner.
std::size_t winning_rank(SearchSettings const& settings, RandomStream& stream) {
    std::size_t rank = 0;
    while (rank + 1 < settings.tournament_size &&
           !stream.bernoulli(settings.tournament_probability)) {
        ++rank;
    }
    return rank;
}

void draw_entrants(std::span<Member const> population, Ranking const& ranking,
                   std::vector<Entrant>& entrants, RandomStream& stream) {
    auto const& settings = ranking.settings;
    auto const count = static_cast<std::uint32_t>(population.size());
    entrants.clear();
    while (entrants.size() < settings.tournament_size) {
        auto const position = stream.below(count);
        if (std::ranges::find(entrants, position, &Entrant::position) != entrants.end()) continue;
        auto const& member = population[position];
        double const penalty = ranking.penalties[static_cast<std::size_t>(member.complexity)];
        entrants.push_back(
            {cost(member.loss, member.complexity, settings, ranking.baseline) * penalty, position});
    }
}

}  // namespace

std::size_t tournament(std::span<Member const> population, Ranking const& ranking,
                       std::vector<Entrant>& entrants, RandomStream& stream) {
    BALMER_EXPECT(ranking.settings.tournament_size <= population.size());
    // Drawn first, so that only this many members need to be ranked.
    auto const rank = winning_rank(ranking.settings, stream);
    draw_entrants(population, ranking, entrants, stream);
    if (rank == 0) return std::ranges::min_element(entrants)->position;
    auto const winner = entrants.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(entrants.begin(), winner, entrants.end());
    return winner->position;
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
