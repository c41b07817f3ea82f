#include "balmer/evolve/island.hpp"

#include "evolve/planted_data.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

SearchSettings small_settings() {
    SearchSettings settings;
    settings.operators = {expr::Opcode::add, expr::Opcode::mul, expr::Opcode::sin};
    settings.constraints.max_complexity = 15;
    settings.population_size = 60;
    settings.cycles_per_iteration = 20;
    return settings;
}

std::unique_ptr<Judge> planted_judge() {
    return make_judge(
        planted_table(800, [](double x0, double x1) { return 2.5 * x0 * std::sin(x1) + 0.7; }), {});
}

IslandState after_iterations(std::uint32_t island, int count, SearchSettings const& settings) {
    auto judge = planted_judge();
    auto state = create_island(island, settings, *judge);
    for (int i = 0; i < count; ++i) {
        while (!iteration_is_due(state, settings)) advance_cycle(state, settings, *judge);
        finish_iteration(state, settings, *judge, {});
    }
    return state;
}

TEST(Island, SameNameGivesTheSameIsland) {
    auto const settings = small_settings();
    EXPECT_EQ(after_iterations(3, 2, settings), after_iterations(3, 2, settings));
}

TEST(Island, SeedAndNumberGiveAnotherIsland) {
    auto settings = small_settings();
    auto const one = after_iterations(3, 1, settings);
    EXPECT_NE(one.population, after_iterations(4, 1, settings).population);
    settings.seed = 2;
    EXPECT_NE(one.population, after_iterations(3, 1, settings).population);
}

TEST(Island, GoesOnFromACopyOfItsStateAsIfNothingHadHappened) {
    auto const settings = small_settings();
    auto judge = planted_judge();
    auto state = create_island(0, settings, *judge);
    for (int cycle = 0; cycle < 7; ++cycle) advance_cycle(state, settings, *judge);
    auto copy = state;
    auto other_judge = planted_judge();
    for (int cycle = 0; cycle < 7; ++cycle) {
        advance_cycle(state, settings, *judge);
        advance_cycle(copy, settings, *other_judge);
    }
    EXPECT_EQ(state, copy);
}

TEST(Island, TheWorkspaceLeavesNoTraceInTheResult) {
    auto const settings = small_settings();
    auto judge = planted_judge();
    auto one = create_island(0, settings, *judge);
    auto other = create_island(1, settings, *judge);
    auto alone = one;
    Workspace workspace;
    for (int cycle = 0; cycle < 10; ++cycle) {
        advance_cycle(alone, settings, *judge);
        advance_cycle(one, settings, *judge, workspace);
        // Another island in between uses the same memory.
        advance_cycle(other, settings, *judge, workspace);
    }
    EXPECT_EQ(one, alone);
}

TEST(Island, FindsAPlantedFormula) {
    auto const settings = small_settings();
    auto judge = planted_judge();
    double best = 1;
    for (std::uint32_t island = 0; island < 3 && best > 1e-8; ++island) {
        auto state = create_island(island, settings, *judge);
        for (int iteration = 0; iteration < 15 && best > 1e-8; ++iteration) {
            while (!iteration_is_due(state, settings)) advance_cycle(state, settings, *judge);
            finish_iteration(state, settings, *judge, {});
            best = std::min(best, std::ranges::min(state.population, {}, &Member::loss).loss);
        }
    }
    EXPECT_LT(best, 1e-8);
}

TEST(Island, WorksWithASingleOperatorAndNoConstantsToFit) {
    auto settings = small_settings();
    settings.operators = {expr::Opcode::neg};
    settings.constraints.max_complexity = 3;
    settings.optimise.offspring_probability = 0;
    auto const state = after_iterations(0, 2, settings);
    EXPECT_EQ(state.population.size(), settings.population_size);
}

/// ln of the lowest loss, mean over complexities 8 to 16, after some iterations on a target that no
/// small formula of these operators is.
double front_quality(std::uint64_t seed, RacingSettings const& racing) {
    auto const table = planted_table(
        40000, [](double x0, double x1) { return std::exp(0.8 * x0 - std::cos(2 * x1)); });
    SearchSettings settings;
    settings.operators = {expr::Opcode::add, expr::Opcode::sub, expr::Opcode::mul,
                          expr::Opcode::sin};
    settings.seed = seed;
    settings.racing = racing;
    settings.population_size = 60;
    settings.cycles_per_iteration = 50;
    settings.constraints.max_complexity = 16;
    auto const judge = make_judge(table, judge_settings(settings));
    auto state = create_island(0, settings, *judge);
    std::vector<double> lowest(17, judge->baseline());
    for (int iteration = 0; iteration < 6; ++iteration) {
        while (!iteration_is_due(state, settings)) advance_cycle(state, settings, *judge);
        for (auto const& champion : finish_iteration(state, settings, *judge, {}).champions) {
            auto& slot = lowest[static_cast<std::size_t>(champion.complexity)];
            slot = std::min(slot, champion.loss);
        }
    }
    double sum = 0;
    for (std::size_t c = 1; c < lowest.size(); ++c) {
        lowest[c] = std::min(lowest[c], lowest[c - 1]);
        if (c >= 8) sum += std::log(lowest[c]) / 9;
    }
    return sum;
}

TEST(Racing, EndsWithFrontsAsGood) {
    double raced = 0, certain = 0, uniform = 0;
    constexpr int seeds = 8;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        raced += front_quality(seed, {Sampling::importance, 1e-3}) / seeds;
        certain += front_quality(seed, {Sampling::importance, 0}) / seeds;
        uniform += front_quality(seed, {Sampling::uniform, 0}) / seeds;
    }
    // A race that rejects no good child changes nothing; one that does changes a whole run.
    EXPECT_LT(raced, certain + 0.1);
    // Seeds differ by 0.4, so the means of eight by 0.2.
    EXPECT_LT(raced, uniform + 0.4);
}

}  // namespace
}  // namespace balmer::evolve
