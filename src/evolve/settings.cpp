#include "balmer/evolve/settings.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/settings_checker.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace balmer::evolve {
namespace {

/// Larger values are typing errors: no tree of that size is readable.
constexpr int largest_complexity = 1000;

}  // namespace

SearchSettings lhc2021(SearchSettings settings) {
    using expr::Opcode;
    settings.operators = {Opcode::add, Opcode::sub, Opcode::mul, Opcode::square, Opcode::cube};
    settings.exhaustive_complexity = 0;
    settings.island_count = 30;
    settings.population_size = 1000;
    settings.cycles_per_iteration = 200;
    settings.iterations = 300;
    settings.constraints.max_complexity = 50;
    settings.constraints.arguments[expr::index_of(Opcode::square)] = {5};
    settings.constraints.arguments[expr::index_of(Opcode::cube)] = {3};
    settings.annealing = {AcceptanceRule::absolute, 1.0};
    settings.parsimony = 1e-4;
    settings.adaptive_parsimony_scaling = 0.0;
    settings.tournament_size = 10;
    settings.tournament_probability = 1.0;
    settings.crossover_probability = 0.0;
    settings.mutation_weights = mutation_weights_of({{Mutation::perturb_constant, 10},
                                                     {Mutation::change_operator, 1},
                                                     {Mutation::insert_node, 3},
                                                     {Mutation::append_node, 1},
                                                     {Mutation::delete_node, 3},
                                                     {Mutation::random_tree, 1},
                                                     {Mutation::simplify, 0.01},
                                                     {Mutation::nothing, 1}});
    settings.perturbation_factor = 1.0;
    settings.negate_probability = 0.01;
    settings.fraction_replaced = 0.5;
    settings.fraction_replaced_hof = 0.2;
    settings.top_count = 10;
    settings.optimise.offspring_probability = 0.0;
    settings.optimise.member_probability = 1.0;
    settings.optimise.member_evaluations = 10;
    return settings;
}

std::vector<KeyedProblem> problems_of(SearchSettings const& settings) {
    SettingsChecker checker("search");
    auto const& s = settings;
    checker.require(!s.operators.empty(), "operators", "[]", "a list of at least one operator");
    std::set<expr::Opcode> seen;
    for (auto const op : s.operators) {
        checker.require(!expr::is_leaf(op), "operators", expr::name(op), "an operator, not a leaf");
        checker.require(seen.insert(op).second, "operators", expr::name(op), "named once");
    }
    checker.between("max_complexity", s.constraints.max_complexity, 1, largest_complexity);
    auto const exhaustive = s.exhaustive_complexity;
    checker.require(exhaustive == exhaustive_auto ||
                        (exhaustive >= 0 && exhaustive <= s.constraints.max_complexity),
                    "exhaustive_complexity", exhaustive,
                    "\"auto\", or between 0 and max_complexity");
    auto const max_depth = s.constraints.max_depth;
    checker.require(max_depth == expr::unlimited || max_depth >= 1, "max_depth", max_depth,
                    "1 or more");
    for (auto const& entry : expr::opcode_table) {
        checker.at_least(fmt::format("complexity.\"{}\"", entry.name),
                         s.complexity_weights[entry.op], 1);
    }
    checker.between("islands", s.island_count, 1, 100000);
    checker.above("min_rows", s.min_rows, 0);
    checker.at_least("population_size", s.population_size, 2);
    checker.above("cycles_per_iteration", s.cycles_per_iteration, 0);
    checker.above("iterations", s.iterations, 0);
    checker.above("annealing.alpha", s.annealing.alpha, 0);
    checker.at_least("parsimony", s.parsimony, 0);
    checker.at_least("adaptive_parsimony_scaling", s.adaptive_parsimony_scaling, 0);
    checker.require(s.tournament_size >= 1 && s.tournament_size <= s.population_size,
                    "tournament_size", s.tournament_size, "between 1 and population_size");
    checker.require(s.tournament_probability > 0 && s.tournament_probability <= 1,
                    "tournament_probability", s.tournament_probability, "above 0 and at most 1");
    checker.probability("crossover_probability", s.crossover_probability);
    for (std::size_t i = 0; i < mutation_count; ++i) {
        checker.at_least(fmt::format("mutations.{}", mutation_names[i]), s.mutation_weights[i], 0);
    }
    checker.require(std::ranges::any_of(s.mutation_weights, [](double w) { return w > 0; }),
                    "mutations", "all 0", "above 0 for at least one mutation");
    checker.at_least("perturbation_factor", s.perturbation_factor, 0);
    checker.probability("negate_probability", s.negate_probability);
    checker.probability("fraction_replaced", s.fraction_replaced);
    checker.probability("fraction_replaced_hof", s.fraction_replaced_hof);
    checker.probability("optimise.offspring_probability", s.optimise.offspring_probability);
    checker.probability("optimise.member_probability", s.optimise.member_probability);
    checker.at_least("optimise.offspring_evaluations", s.optimise.offspring_evaluations, 1);
    checker.at_least("optimise.member_evaluations", s.optimise.member_evaluations, 1);
    checker.require(s.racing.error >= 0 && s.racing.error < 1, "racing.error", s.racing.error,
                    "0 or more and below 1");
    checker.at_least("stop_at_loss", s.stop_at_loss, 0);
    return std::move(checker).problems();
}

void check(SearchSettings const& settings) {
    ProblemList problems;
    for (auto& [key, text] : problems_of(settings)) problems.add(std::move(text));
    problems.throw_if_any();
}

}  // namespace balmer::evolve
