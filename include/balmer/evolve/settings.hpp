/// \file
/// All settings of the search, with their defaults.
#pragma once

#include "balmer/base/keyed_problem.hpp"
#include "balmer/expr/complexity.hpp"
#include "balmer/expr/constraints.hpp"
#include "balmer/expr/opcode.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace balmer::evolve {

/// How a child that is worse than its parent may still be accepted at temperature T.
enum class AcceptanceRule {
    /// p = exp(-(cost_new - cost_old) / (alpha T)); arXiv:2109.10414, Eq. (12).
    absolute,
    /// p = exp(-(loss_new - loss_old) / (alpha T loss_old)); arXiv:2109.10414, Eq. (29).
    relative,
    /// Accepts only children that are not worse.
    none,
};

struct AnnealingSettings {
    AcceptanceRule rule = AcceptanceRule::relative;
    double alpha = 0.1;

    bool operator==(AnnealingSettings const&) const = default;
};

enum class Mutation : std::uint8_t {
    perturb_constant,
    change_operator,
    change_feature,
    insert_node,
    append_node,
    delete_node,
    rotate,
    swap_operands,
    random_subtree,
    random_tree,
    simplify,
    optimise,
    nothing,
};

inline constexpr std::size_t mutation_count = 13;

/// Job-file names, in the order of the enumeration.
inline constexpr std::array<std::string_view, mutation_count> mutation_names = {
    "perturb_constant", "change_operator", "change_feature", "insert_node",    "append_node",
    "delete_node",      "rotate",          "swap_operands",  "random_subtree", "random_tree",
    "simplify",         "optimise",        "nothing"};

/// Relative weights [mutation_count]. A mutation that is impossible for a member has weight 0
/// there.
using MutationWeights = std::array<double, mutation_count>;

struct MutationWeight {
    Mutation mutation;
    double weight;
};

constexpr std::size_t index_of(Mutation mutation) { return static_cast<std::size_t>(mutation); }

/// The listed weights; every other mutation has weight 0.
constexpr MutationWeights mutation_weights_of(std::initializer_list<MutationWeight> listed) {
    MutationWeights weights{};
    for (auto const& [mutation, weight] : listed) weights[index_of(mutation)] = weight;
    return weights;
}

inline constexpr MutationWeights default_mutation_weights =
    mutation_weights_of({{Mutation::perturb_constant, 0.3},
                         {Mutation::change_operator, 0.6},
                         {Mutation::change_feature, 0.6},
                         {Mutation::insert_node, 1.5},
                         {Mutation::append_node, 2.0},
                         {Mutation::delete_node, 1.2},
                         {Mutation::rotate, 1.5},
                         {Mutation::swap_operands, 0.1},
                         {Mutation::random_subtree, 0.6},
                         {Mutation::random_tree, 0.02},
                         {Mutation::simplify, 0.01},
                         {Mutation::optimise, 0.05}});

/// When and how hard constants are fitted on an island's shard (Levenberg-Marquardt).
struct OptimiseSettings {
    /// Probability that a child of new structure is fitted before its loss is evaluated.
    double offspring_probability = 1.0;
    /// Evaluations of the normal equations for such a child, and their approximate number of rows.
    int offspring_evaluations = 4;
    std::size_t offspring_rows = 1000;
    /// Probability that a member is fitted at the end of an iteration, on the whole shard.
    double member_probability = 0.05;
    int member_evaluations = 10;

    bool operator==(OptimiseSettings const&) const = default;
};

/// How the rows are chosen that a loss sees first, and that a fit of an offspring uses.
enum class Sampling {
    /// The probability increases with the distance of the target from its mean.
    importance,
    /// All rows have equal probability.
    uniform,
};

/// How children are rejected after some of the rows.
struct RacingSettings {
    Sampling sampling = Sampling::importance;
    /// Probability that a child is rejected after some blocks of rows although the whole shard
    /// would accept it. 0: no races; a child is rejected only if its error on the rows seen already
    /// exceeds the limit for all rows.
    double error = 0;

    bool operator==(RacingSettings const&) const = default;
};

/// As many complexities as fit into a tenth of the run's time.
inline constexpr int exhaustive_auto = -1;

struct SearchSettings {
    std::vector<expr::Opcode> operators = {expr::Opcode::add, expr::Opcode::sub, expr::Opcode::mul,
                                           expr::Opcode::div};
    /// max_complexity, max_depth, argument and nesting limits.
    expr::Constraints constraints = [] {
        expr::Constraints limits;
        limits.max_complexity = 30;
        return limits;
    }();
    expr::ComplexityWeights complexity_weights;

    /// Up to this complexity every structure is fitted; 0: none, or exhaustive_auto.
    int exhaustive_complexity = 0;

    std::uint32_t island_count = 16;
    /// Least number of rows that an island evolves on; all rows if there are fewer.
    std::uint64_t min_rows = 10000;
    std::uint32_t population_size = 200;
    std::uint32_t cycles_per_iteration = 100;
    std::uint32_t iterations = 1000;
    std::uint64_t seed = 1;
    /// Islands exchange at fixed iterations in island order: the result depends only on job and
    /// seed.
    bool deterministic = false;
    /// Evaluate the search in double instead of single precision. The hall of fame is always in
    /// double.
    bool double_precision = false;

    AnnealingSettings annealing;
    /// cost = loss / baseline + parsimony · complexity; arXiv:2109.10414, Eq. (11).
    double parsimony = 0.0;
    /// Tournament cost is multiplied by exp(scaling · share of members at that complexity); 0: off.
    double adaptive_parsimony_scaling = 20.0;
    std::uint32_t tournament_size = 10;
    /// The k-th best of a tournament wins with probability p (1-p)^(k-1).
    double tournament_probability = 0.9;
    double crossover_probability = 0.1;
    MutationWeights mutation_weights = default_mutation_weights;
    /// A constant is multiplied or divided by (1.1 + factor · T)^U.
    double perturbation_factor = 0.5;
    /// Probability that a perturbed constant also changes its sign.
    double negate_probability = 0.01;
    /// Fraction of the population that migrants, and hall-of-fame entries, may replace.
    double fraction_replaced = 0.05;
    double fraction_replaced_hof = 0.05;
    /// How many of its best members an island offers as migrants.
    std::uint32_t top_count = 12;
    OptimiseSettings optimise;
    RacingSettings racing;

    /// The search ends when the full loss of an entry is at or below this; 0: never.
    double stop_at_loss = 0.0;

    bool operator==(SearchSettings const&) const = default;
};

/// The PySR 0.6 settings of arXiv:2109.10414, with the operators + - * square cube.
SearchSettings lhc2021(SearchSettings settings);

/// All invalid values, by key: "search.islands", "search.islands = 0 (must be RULE)".
std::vector<KeyedProblem> problems_of(SearchSettings const& settings);

/// Throws InputError with the texts of problems_of(), or returns.
void check(SearchSettings const& settings);

}  // namespace balmer::evolve
