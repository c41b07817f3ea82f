#include "evolve/selection.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

std::vector<Member> members_of_losses(std::vector<double> const& losses) {
    std::vector<Member> members;
    for (double const loss : losses) members.push_back({expr::variable_tree(0), loss, 1, 0});
    return members;
}

TEST(Tournament, OfEveryoneGivesRanksTheirGeometricShare) {
    SearchSettings settings;
    settings.tournament_size = 4;
    settings.tournament_probability = 0.6;
    auto const members = members_of_losses({0.3, 0.1, 0.4, 0.2});
    RandomStream stream(1, 0, 0, Purpose::test);
    std::vector<int> wins(4);
    int const draws = 20000;
    std::vector<double> const no_penalties = {1, 1};
    std::vector<Entrant> entrants;
    for (int i = 0; i < draws; ++i) {
        ++wins[tournament(members, {settings, 1.0, no_penalties}, entrants, stream)];
    }
    // Ranks: member 1, 3, 0, 2; the last gets the rest.
    double const p = 0.6;
    double const expected[] = {p * (1 - p) * (1 - p), p, (1 - p) * (1 - p) * (1 - p), p * (1 - p)};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(wins[i], draws * expected[i],
                    5 * std::sqrt(draws * expected[i] * (1 - expected[i])));
    }
}

TEST(Tournament, AdaptiveParsimonyPrefersRareComplexities) {
    SearchSettings settings;
    settings.tournament_size = 2;
    settings.tournament_probability = 1.0;
    settings.adaptive_parsimony_scaling = 20;
    std::vector<Member> const members = {{expr::variable_tree(0), 0.10, 1, 0},
                                         {expr::variable_tree(0), 0.12, 3, 0}};
    std::vector<double> penalties;
    std::vector<Entrant> entrants;
    RandomStream stream(1, 0, 0, Purpose::test);
    // Nine of ten have complexity 1.
    std::vector<Member> population(9, members[0]);
    population.push_back(members[1]);
    crowding_penalties(population, settings, penalties);
    EXPECT_EQ(tournament(members, {settings, 1.0, penalties}, entrants, stream), 1u);
    settings.adaptive_parsimony_scaling = 0;
    crowding_penalties(population, settings, penalties);
    EXPECT_EQ(tournament(members, {settings, 1.0, penalties}, entrants, stream), 0u);
}

TEST(CrowdingPenalties, GrowWithTheShareOfTheirComplexity) {
    SearchSettings settings;
    settings.adaptive_parsimony_scaling = 3;
    settings.constraints.max_complexity = 4;
    auto members = members_of_losses({1, 2, 3, 4});
    members[2].complexity = 3;
    std::vector<double> penalties = {7, 7};
    crowding_penalties(members, settings, penalties);
    EXPECT_EQ(penalties, (std::vector<double>{1, std::exp(3 * 0.75), 1, std::exp(3 * 0.25), 1}));
}

/// Fraction of draws at which a child of that loss is accepted.
double acceptance_rate(Acceptance const& acceptance, SearchSettings const& settings,
                       double child_loss) {
    RandomStream stream(3, 0, 0, Purpose::test);
    int accepted = 0;
    int const draws = 40000;
    for (int i = 0; i < draws; ++i) {
        accepted += child_loss <= largest_accepted_loss(acceptance, settings, stream.uniform());
    }
    return static_cast<double>(accepted) / draws;
}

TEST(Acceptance, AbsoluteRuleIsEquation12) {
    SearchSettings settings;
    settings.annealing = {AcceptanceRule::absolute, 1.5};
    settings.parsimony = 0.01;
    Acceptance const acceptance{0.2, 5, 9, 0.5, 2.0};
    double const worse = (0.9 - 0.2) / 2.0 + 0.01 * (9 - 5);
    EXPECT_NEAR(acceptance_rate(acceptance, settings, 0.9), std::exp(-worse / (1.5 * 0.5)), 0.015);
    EXPECT_EQ(acceptance_rate(acceptance, settings, 0.1), 1.0);
}

TEST(Acceptance, RelativeRuleIsEquation29) {
    SearchSettings settings;
    settings.annealing = {AcceptanceRule::relative, 2.0};
    Acceptance const acceptance{0.2, 5, 9, 0.25, 2.0};
    double const worse = (0.3 - 0.2) / 0.2;
    EXPECT_NEAR(acceptance_rate(acceptance, settings, 0.3), std::exp(-worse / (2.0 * 0.25)), 0.015);
}

TEST(Acceptance, ColdOrWithoutAnnealingTakesNothingWorse) {
    SearchSettings settings;
    for (auto const rule :
         {AcceptanceRule::absolute, AcceptanceRule::relative, AcceptanceRule::none}) {
        settings.annealing = {rule, 1.0};
        EXPECT_EQ(largest_accepted_loss({0.2, 5, 5, 0.0, 1.0}, settings, 0.3), 0.2);
    }
    settings.annealing = {AcceptanceRule::none, 1.0};
    EXPECT_EQ(largest_accepted_loss({0.2, 5, 5, 1.0, 1.0}, settings, 0.3), 0.2);
}

}  // namespace
}  // namespace balmer::evolve
