#include "balmer/evolve/island.hpp"

#include "balmer/base/error.hpp"
#include "balmer/expr/simplify.hpp"

#include "evolve/breeding.hpp"
#include "evolve/creation.hpp"
#include "evolve/streams.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace balmer::evolve {
namespace {

/// Largest tree of an initial population. Starts small, as PySR does; trees grow in the search.
constexpr std::size_t initial_size = 7;

/// A legal random tree of finite loss.
Member random_member(SearchSettings const& settings, Vocabulary const& vocabulary, Judge& judge,
                     RandomStream& stream) {
    auto const largest = static_cast<std::uint32_t>(std::min<std::size_t>(
        initial_size, static_cast<std::size_t>(settings.constraints.max_complexity)));
    // After too many failures use a constant, which is always finite.
    constexpr int tries = 100;
    for (int attempt = 0; attempt < tries; ++attempt) {
        Member member;
        make_random_tree(member.tree, 1 + stream.below(largest), vocabulary, stream);
        member.tree = expr::simplify(std::move(member.tree));
        if (!is_legal(member.tree, settings)) continue;
        if (settings.optimise.offspring_probability > 0) {
            judge.fit(member.tree, settings.optimise.offspring_evaluations,
                      settings.optimise.offspring_rows);
        }
        member.complexity = complexity_of(member.tree, settings);
        member.loss = judge.loss(member.tree);
        if (std::isfinite(member.loss)) return member;
    }
    Member member;
    member.tree = expr::constant_tree(stream.normal());
    member.complexity = complexity_of(member.tree, settings);
    member.loss = judge.loss(member.tree);
    return member;
}

}  // namespace

IslandState create_island(std::uint32_t island, SearchSettings const& settings, Judge& judge,
                          std::span<expr::Tree const> founders) {
    auto state = create_island(island, settings, judge);
    std::size_t position = 0;
    for (auto const& founder : founders) {
        if (position == state.population.size()) break;
        if (!is_legal(founder, settings)) continue;
        double const loss = judge.loss(founder);
        if (!std::isfinite(loss)) continue;
        auto& member = state.population[position++];
        member.tree = founder;
        member.loss = loss;
        member.complexity = complexity_of(founder, settings);
    }
    return state;
}

IslandState create_island(std::uint32_t island, SearchSettings const& settings, Judge& judge) {
    IslandState state;
    state.island = island;
    auto stream = stream_of(state, settings, Purpose::create_population);
    Vocabulary const vocabulary(settings, judge.feature_count());
    state.population.reserve(settings.population_size);
    while (state.population.size() < settings.population_size) {
        auto member = random_member(settings, vocabulary, judge, stream);
        member.birth = state.birth_count++;
        state.population.push_back(std::move(member));
    }
    state.stream = stream_of(state, settings, Purpose::evolve);
    return state;
}

void advance_cycle(IslandState& state, SearchSettings const& settings, Judge& judge,
                   Workspace& workspace) {
    BALMER_EXPECT(!iteration_is_due(state, settings));
    // Temperature falls linearly from 1 in the first cycle to 0 in the last.
    double const last_cycle = std::max(1.0, settings.cycles_per_iteration - 1.0);
    double const temperature = 1.0 - state.cycle / last_cycle;
    Breeder breeder(state, settings, judge, temperature, workspace);
    auto const births =
        (settings.population_size + settings.tournament_size - 1) / settings.tournament_size;
    for (std::uint32_t i = 0; i < births; ++i) breeder.breed();
    ++state.cycle;
}

void advance_cycle(IslandState& state, SearchSettings const& settings, Judge& judge) {
    Workspace workspace;
    advance_cycle(state, settings, judge, workspace);
}

bool iteration_is_due(IslandState const& state, SearchSettings const& settings) {
    return state.cycle >= settings.cycles_per_iteration;
}

}  // namespace balmer::evolve
