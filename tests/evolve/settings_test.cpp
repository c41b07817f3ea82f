#include "balmer/evolve/settings.hpp"

#include "balmer/base/error.hpp"

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

TEST(SearchSettings, DefaultsAndPresetAreLegal) {
    EXPECT_NO_THROW(check({}));
    EXPECT_NO_THROW(check(lhc2021({})));
}

TEST(SearchSettings, PresetIsThePapers) {
    auto const settings = lhc2021({});
    using expr::Opcode;
    EXPECT_EQ(settings.operators, (std::vector<Opcode>{Opcode::add, Opcode::sub, Opcode::mul,
                                                       Opcode::square, Opcode::cube}));
    EXPECT_EQ(settings.island_count, 30u);
    EXPECT_EQ(settings.population_size, 1000u);
    EXPECT_EQ(settings.cycles_per_iteration, 200u);
    EXPECT_EQ(settings.iterations, 300u);
    EXPECT_EQ(settings.constraints.max_complexity, 50);
    EXPECT_EQ(settings.constraints.arguments[expr::index_of(expr::Opcode::square)].first, 5);
    EXPECT_EQ(settings.constraints.arguments[expr::index_of(expr::Opcode::cube)].first, 3);
    EXPECT_EQ(settings.fraction_replaced, 0.5);
    EXPECT_EQ(settings.fraction_replaced_hof, 0.2);
    EXPECT_EQ(settings.annealing.rule, AcceptanceRule::absolute);
    EXPECT_EQ(settings.annealing.alpha, 1.0);
    EXPECT_EQ(settings.mutation_weights[index_of(Mutation::perturb_constant)], 10);
    EXPECT_EQ(settings.mutation_weights[index_of(Mutation::random_tree)], 1);
    EXPECT_EQ(settings.mutation_weights[index_of(Mutation::rotate)], 0);
}

TEST(MutationWeights, StandAtTheirMutationInWhateverOrderTheyAreListed) {
    constexpr auto weights =
        mutation_weights_of({{Mutation::nothing, 2}, {Mutation::perturb_constant, 3}});
    for (std::size_t i = 0; i < mutation_count; ++i) {
        auto const expected = mutation_names[i] == "nothing"            ? 2.0
                              : mutation_names[i] == "perturb_constant" ? 3.0
                                                                        : 0.0;
        EXPECT_EQ(weights[i], expected) << mutation_names[i];
    }
    EXPECT_EQ(default_mutation_weights[index_of(Mutation::append_node)], 2.0);
}

TEST(SearchSettings, AProblemKnowsItsKey) {
    SearchSettings settings;
    settings.optimise.member_probability = 2;
    EXPECT_EQ(problems_of(settings),
              (std::vector<KeyedProblem>{
                  {"search.optimise.member_probability",
                   "search.optimise.member_probability = 2 (must be between 0 and 1)"}}));
}

TEST(SearchSettings, AllMistakesAreReportedTogether) {
    SearchSettings settings;
    settings.operators = {};
    settings.population_size = 1;
    settings.crossover_probability = 1.5;
    settings.constraints.max_complexity = 0;
    settings.annealing.alpha = -1;
    try {
        check(settings);
        FAIL() << "nothing was reported";
    } catch (InputError const& error) {
        std::string const text = error.what();
        for (auto const* key : {"search.operators", "search.population_size",
                                "search.crossover_probability = 1.5 (must be between 0 and 1)",
                                "search.max_complexity", "search.annealing.alpha"}) {
            EXPECT_NE(text.find(key), std::string::npos) << key << " is missing in:\n" << text;
        }
    }
}

}  // namespace
}  // namespace balmer::evolve
