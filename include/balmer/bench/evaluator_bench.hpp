/// \file
/// Measures how fast each backend evaluates random expressions.
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

/// The function measured: Evaluator::loss() over all rows, or normal_equations().
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

/// {+, -, *, /}, or these and {sin, exp, log, sqrt}.
std::vector<expr::Opcode> opcodes_of(BenchOperators operators);

struct EvaluatorBenchSettings {
    std::vector<BenchKind> kinds = {BenchKind::eval, BenchKind::normal_equations};
    std::vector<BenchOperators> operators = {BenchOperators::arithmetic,
                                             BenchOperators::transcendental};
    std::vector<BenchType> types = {BenchType::f32, BenchType::f64};
    std::vector<std::size_t> row_counts = {1000, 10000, 250000};
    /// Available backends, each once. Never `automatic`.
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

/// One row of the table.
struct EvaluatorBenchResult {
    BenchKind kind = BenchKind::eval;
    BenchOperators operators = BenchOperators::arithmetic;
    BenchType type = BenchType::f32;
    eval::Backend backend = eval::Backend::interpreter;
    /// Evaluator::name().
    std::string evaluator;
    std::size_t row_count = 0;
    std::size_t tree_count = 0;
    /// The rows evaluated as a fraction of those offered: 1 unless a loss stopped early.
    double row_share = 0;
    /// 10⁹ node-rows per second over the runs. Only evaluated rows count.
    Spread gnoderows_per_s;
    /// Mean time for one expression on one row by a prepared evaluator, median of the runs [µs].
    double emit_us = 0;
    /// Median over the runs of its rate divided by that of the interpreter in the same run, if that
    /// was measured.
    std::optional<double> ratio_to_interpreter;
};

/// Share of each operator among the operators of the trees, in the order of opcodes_of().
using OperatorShares = std::vector<std::pair<expr::Opcode, double>>;

struct EvaluatorBenchReport {
    std::vector<EvaluatorBenchResult> results;
    std::vector<std::pair<BenchOperators, OperatorShares>> operator_shares;
};

/// Receives progress; either function may be empty.
struct EvaluatorBenchObserver {
    std::function<void(EvaluatorBenchResult const&)> on_result;
    /// A description of the current step, for a line that is redrawn.
    std::function<void(std::string const&)> on_progress;
};

/// The rows that all results use: `row_count` rows of ten features and a target, uniform in (0.5,
/// 2). A shorter table is the beginning of a longer one.
data::Table<double> bench_table(std::size_t row_count, std::uint64_t seed);

/// Trees that are finite on all rows of `table` in both precisions, and so are their squares: the
/// loss stops at a block that is not finite, and skipped rows would count as fast ones.
std::vector<expr::Tree> bench_trees(BenchOperators operators, std::size_t tree_count,
                                    data::Table<double> const& table, std::uint64_t seed);

/// The cost of evaluating some trees.
struct BenchWork {
    /// Processor time.
    double seconds = 0;
    /// Rows evaluated over all trees, and these times nodes.
    double rows = 0;
    double node_rows = 0;

    double gnoderows_per_s() const { return 1e-9 * node_rows / seconds; }
};

/// The trees to measure, and others that an evaluator has evaluated before.
struct BenchTrees {
    std::span<expr::Tree const> measured;
    std::span<expr::Tree const> seen_before;
};

/// Evaluates every measured tree once, with a new evaluator that has already evaluated the other
/// trees on one row, as in the middle of a search. The time includes everything that it compiles or
/// emits. Scalar is float or double.
template <class Scalar>
BenchWork evaluate_all(BenchKind kind, eval::Backend backend, BenchTrees const& trees,
                       data::Rows<Scalar> const& rows);

/// Measures every backend once in each run, one after the other, so that a drift of the machine
/// affects all alike. A run evaluates every tree once, with an evaluator that has not seen it:
/// emitting code is part of the time. The reference is slow and takes only as many trees as make
/// 400,000 tree-rows.
EvaluatorBenchReport bench_evaluator(EvaluatorBenchSettings const& settings,
                                     EvaluatorBenchObserver const& observer);

}  // namespace balmer::bench
