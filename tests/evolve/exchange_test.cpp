#include "balmer/evolve/island.hpp"
#include "balmer/expr/hash.hpp"

#include "evolve/breeding.hpp"
#include "evolve/planted_data.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

class ExchangeTest : public ::testing::Test {
protected:
    ExchangeTest() {
        settings_.operators = {expr::Opcode::add, expr::Opcode::mul};
        settings_.constraints.max_complexity = 12;
        settings_.population_size = 400;
        state_ = create_island(0, settings_, *judge_);
    }

    expr::Tree const product_{
        {{expr::Opcode::variable, 0}, {expr::Opcode::variable, 1}, {expr::Opcode::mul}}, {}};

    SearchSettings settings_;
    std::unique_ptr<Judge> judge_ = make_judge(
        planted_table(500, [](double x0, double x1) { return x0 * x1 + 0.1 * x0 + 0.5; }), {});
    IslandState state_;
};

TEST_F(ExchangeTest, ChampionsBeatTheKnownEntriesOnThisShard) {
    auto const bar = judge_->loss(product_);
    auto const harvest = finish_iteration(state_, settings_, *judge_, {&product_, 1});
    double last = std::numeric_limits<double>::infinity();
    for (auto const& champion : harvest.champions) {
        EXPECT_LT(champion.loss, last) << "a champion does not beat a simpler one";
        last = champion.loss;
        if (champion.complexity >= 3) {
            EXPECT_LT(champion.loss, bar);
        }
        EXPECT_NEAR(judge_->loss(champion.tree), champion.loss, 1e-6 * champion.loss);
    }
    EXPECT_EQ(state_.iteration, 1u);
    EXPECT_EQ(state_.cycle, 0u);
}

TEST_F(ExchangeTest, AChampionIsOfferedOnce) {
    auto const first = finish_iteration(state_, settings_, *judge_, {});
    EXPECT_FALSE(first.champions.empty());
    settings_.optimise.member_probability = 0;
    auto const second = finish_iteration(state_, settings_, *judge_, {});
    std::set<std::uint64_t> offered;
    for (auto const& member : first.champions) {
        offered.insert(expr::structure_hash(member.tree.nodes));
    }
    for (auto const& member : second.champions) {
        EXPECT_FALSE(offered.contains(expr::structure_hash(member.tree.nodes)));
    }
}

TEST_F(ExchangeTest, MigrantsAreTheBestStructures) {
    auto const harvest = finish_iteration(state_, settings_, *judge_, {});
    ASSERT_EQ(harvest.migrants.size(), settings_.top_count);
    auto const best = std::ranges::min(state_.population, {}, &Member::loss).loss;
    EXPECT_EQ(harvest.migrants.front().loss, best);
    std::set<std::uint64_t> structures;
    for (auto const& member : harvest.migrants) {
        structures.insert(expr::structure_hash(member.tree.nodes));
    }
    EXPECT_EQ(structures.size(), harvest.migrants.size());
}

TEST_F(ExchangeTest, MixesInTheFractionsAsked) {
    settings_.fraction_replaced = 0.3;
    settings_.fraction_replaced_hof = 0.1;
    auto const sum = expr::Tree{
        {{expr::Opcode::variable, 0}, {expr::Opcode::variable, 1}, {expr::Opcode::add}}, {}};
    auto const count = [&](expr::Tree const& tree) {
        return std::ranges::count(state_.population, tree, &Member::tree);
    };
    auto const sums_before = count(sum), products_before = count(product_);
    mix_in(state_, settings_, *judge_, {{sum}, {product_}});
    double const n = settings_.population_size;
    EXPECT_NEAR(static_cast<double>(count(product_) - products_before), 0.1 * n,
                5 * std::sqrt(n * 0.1 * 0.9) + static_cast<double>(products_before));
    EXPECT_NEAR(static_cast<double>(count(sum) - sums_before), 0.3 * 0.9 * n,
                5 * std::sqrt(n * 0.27 * 0.73) + static_cast<double>(sums_before));
    EXPECT_TRUE(std::ranges::is_sorted(state_.population, {}, &Member::birth));
    EXPECT_EQ(state_.oldest, 0u);
}

TEST_F(ExchangeTest, RefusesImmigrantsThatAreIllegalOrWorthless) {
    auto const before = state_.population;
    settings_.fraction_replaced = 1.0;
    expr::Tree const overflow{
        {{expr::Opcode::constant}, {expr::Opcode::constant}, {expr::Opcode::mul}}, {1e300, 1e300}};
    settings_.constraints.max_complexity = 12;
    expr::Tree large = product_;
    for (int i = 0; i < 6; ++i) {
        large.nodes.push_back({expr::Opcode::variable, 0});
        large.nodes.push_back({expr::Opcode::add});
    }
    mix_in(state_, settings_, *judge_, {{overflow, large}, {}});
    EXPECT_EQ(state_.population, before);
}

}  // namespace
}  // namespace balmer::evolve
