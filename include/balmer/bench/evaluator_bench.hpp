/// \file
/// How fast each backend evaluates random expressions.
#pragma once

#include "balmer/bench/random_trees.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/expr/opcode.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balmer::bench {

/// What is asked of the evaluator: Evaluator::loss() over all rows, or normal_equations().
enum class BenchKind { eval, normal_equations };
inline constexpr std::array<std::string_view, 2> bench_kind_names = {"eval", "normal_equations"};

enum class BenchOperators { arithmetic, transcendental };
inline constexpr std::array<std::string_view, 2> bench_operators_names = {"arithmetic",
                                                                          "transcendental"};

enum class BenchType { f32, f64 };
inline constexpr std::array<std::string_view, 2> bench_type_names = {"f32", "f64"};

constexpr std::string_view name(BenchKind kind) {
    return bench_kind_names[static_cast<std::size_t>(kind)];
}
constexpr std::string_view name(BenchOperators operators) {
    return bench_operators_names[static_cast<std::size_t>(operators)];
}
constexpr std::string_view name(BenchType type) {
    return bench_type_names[static_cast<std::size_t>(type)];
}

/// {+, -, *, /}, or besides these {sin, exp, log, sqrt}.
std::vector<expr::Opcode> opcodes_of(BenchOperators operators);

struct EvaluatorBenchSettings {
    std::vector<BenchKind> kinds = {BenchKind::eval, BenchKind::normal_equations};
    std::vector<BenchOperators> operators = {BenchOperators::arithmetic,
                                             BenchOperators::transcendental};
    std::vector<BenchType> types = {BenchType::f32, BenchType::f64};
    std::vector<std::size_t> row_counts = {1000, 10000, 250000};
    /// Available ones, each once. Never `automatic`.
    std::vector<eval::Backend> backends;
    int run_count = 7;
    std::size_t tree_count = 400;
    std::uint64_t seed = 1;
};

struct Spread {
    double min = 0;
    double median = 0;
    double max = 0;
};

/// Needs at least one value.
Spread spread_of(std::vector<double> values);

/// One line of the table.
struct EvaluatorBenchResult {
    BenchKind kind = BenchKind::eval;
    BenchOperators operators = BenchOperators::arithmetic;
    BenchType type = BenchType::f32;
    eval::Backend backend = eval::Backend::interpreter;
    /// Evaluator::name().
    std::string evaluator;
    std::size_t row_count = 0;
    std::size_t tree_count = 0;
    /// Of the rows that were offered, those that were looked at: 1 unless a loss stopped early.
    double row_share = 0;
    /// 10⁹ node-rows per second over the runs. Only rows that were looked at count.
    Spread gnoderows_per_s;
    /// Mean time for one expression on one row by a prepared evaluator, median of the runs [µs].
    double emit_us = 0;
    /// Median over the runs of its rate by the interpreter's in the same run, where there is one.
    std::optional<double> ratio_to_interpreter;
};

/// Share of each operator among the operators of the trees, in the order of opcodes_of().
using OperatorShares = std::vector<std::pair<expr::Opcode, double>>;

struct EvaluatorBenchReport {
    std::vector<EvaluatorBenchResult> results;
    std::vector<std::pair<BenchOperators, OperatorShares>> operator_shares;
};

/// Told while it goes on; either may be empty.
struct EvaluatorBenchObserver {
    std::function<void(EvaluatorBenchResult const&)> on_result;
    /// What is being done, for a line that is redrawn.
    std::function<void(std::string const&)> on_progress;
};

/// Rows that all results share: `row_count` rows of ten features and a target, uniform in
/// (0.5, 2). The first rows of a longer table are those of a shorter one.
data::Table<double> bench_table(std::size_t row_count, std::uint64_t seed);

/// Trees that are finite on all rows of `table` in both precisions, their squares too: the loss
/// stops at a block that is not, and rows that nobody looked at would pass for fast ones.
std::vector<expr::Tree> bench_trees(BenchOperators operators, std::size_t tree_count,
                                    data::Table<double> const& table, std::uint64_t seed);

/// What it took to evaluate some trees.
struct BenchWork {
    /// Processor time.
    double seconds = 0;
    /// Rows looked at, over all trees, and these × nodes.
    double rows = 0;
    double node_rows = 0;

    double gnoderows_per_s() const { return 1e-9 * node_rows / seconds; }
};

/// Trees to measure, and others that an evaluator has seen before it is measured.
struct BenchTrees {
    std::span<expr::Tree const> measured;
    std::span<expr::Tree const> seen_before;
};

/// Every measured tree once, by an evaluator made anew before the clock starts, which has then
/// evaluated the others on one row, as it would have in the midst of a search. All that it compiles
/// or emits is in the time. float or double.
template <class Scalar>
BenchWork evaluate_all(BenchKind kind, eval::Backend backend, BenchTrees const& trees,
                       data::Rows<Scalar> const& rows);

/// Every backend once in each run, one after the other, so that a drift of the machine hits all
/// alike. A run evaluates every tree once by an evaluator that has not seen it: code is emitted in
/// the time that counts. The reference, being slow, takes only as many of the trees as make 400,000
/// rows.
EvaluatorBenchReport bench_evaluator(EvaluatorBenchSettings const& settings,
                                     EvaluatorBenchObserver const& observer);

}  // namespace balmer::bench
