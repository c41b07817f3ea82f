#include "evolve/breeding.hpp"

#include "balmer/evolve/island.hpp"

#include "evolve/planted_data.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

class BreederTest : public ::testing::Test {
protected:
    BreederTest() {
        settings_.operators = {expr::Opcode::add, expr::Opcode::mul, expr::Opcode::square};
        settings_.constraints.arguments[expr::index_of(expr::Opcode::square)] = {3};
        settings_.constraints.max_complexity = 12;
        settings_.population_size = 50;
        state_ = create_island(0, settings_, *judge_);
    }

    SearchSettings settings_;
    std::unique_ptr<Judge> judge_ =
        make_judge(planted_table(500, [](double x0, double x1) { return x0 * x1 + 0.5; }), {});
    IslandState state_;
    Workspace workspace_;
};

void expect_lawful(IslandState const& state, SearchSettings const& settings, Judge& judge) {
    std::set<std::uint64_t> births;
    for (auto const& member : state.population) {
        EXPECT_TRUE(expr::is_valid(member.tree, judge.feature_count()));
        EXPECT_TRUE(expr::is_legal(member.tree, settings.constraints, settings.complexity_weights));
        EXPECT_EQ(member.complexity, complexity_of(member.tree, settings));
        EXPECT_TRUE(std::isfinite(member.loss));
        // Simplification may round differently; nothing else may change a loss.
        EXPECT_NEAR(member.loss, judge.loss(member.tree), 1e-4 * member.loss + 1e-12);
        births.insert(member.birth);
    }
    EXPECT_EQ(births.size(), state.population.size()) << "births are not unique";
}

TEST_F(BreederTest, KeepsPopulationsLawful) {
    expect_lawful(state_, settings_, *judge_);
    for (double const crossover : {0.0, 1.0, 0.3}) {
        settings_.crossover_probability = crossover;
        Breeder breeder(state_, settings_, *judge_, 0.7, workspace_);
        for (int i = 0; i < 2000; ++i) breeder.breed();
        EXPECT_EQ(state_.population.size(), 50u);
        expect_lawful(state_, settings_, *judge_);
    }
}

TEST_F(BreederTest, ReplacesTheOldest) {
    Breeder breeder(state_, settings_, *judge_, 1.0, workspace_);
    for (int i = 0; i < 500; ++i) {
        auto const oldest = std::ranges::min(state_.population, {}, &Member::birth).birth;
        EXPECT_EQ(state_.population[state_.oldest].birth, oldest);
        auto const births = state_.birth_count;
        breeder.breed();
        for (auto const& member : state_.population) {
            if (state_.birth_count - births == 1) {
                EXPECT_NE(member.birth, oldest);
            } else if (state_.birth_count == births) {
                EXPECT_LT(member.birth, births);
            }
        }
    }
}

TEST_F(BreederTest, ColdIslandsNeverTakeAWorseChild) {
    settings_.crossover_probability = 0;
    settings_.tournament_size = 50;
    settings_.tournament_probability = 1;
    settings_.adaptive_parsimony_scaling = 0;
    double best = std::ranges::min(state_.population, {}, &Member::loss).loss;
    Breeder breeder(state_, settings_, *judge_, 0.0, workspace_);
    for (int i = 0; i < 300; ++i) {
        auto const births = state_.birth_count;
        breeder.breed();
        if (state_.birth_count == births) continue;
        auto const& child = std::ranges::max(state_.population, {}, &Member::birth);
        EXPECT_LE(child.loss, best * (1 + 1e-6));
        best = std::ranges::min(state_.population, {}, &Member::loss).loss;
    }
}

}  // namespace
}  // namespace balmer::evolve
