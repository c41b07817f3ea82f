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
enum class Kind { eval, normal_equations };
inline constexpr std::array<std::string_view, 2> kind_names = {"eval", "normal_equations"};

enum class OperatorSet { arithmetic, transcendental };
inline constexpr std::array<std::string_view, 2> operator_set_names = {"arithmetic",
                                                                       "transcendental"};

enum class Precision { f32, f64 };
inline constexpr std::array<std::string_view, 2> precision_names = {"f32", "f64"};

constexpr std::string_view name(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }
constexpr std::string_view name(OperatorSet operators) {
    return operator_set_names[static_cast<std::size_t>(operators)];
}
constexpr std::string_view name(Precision type) {
    return precision_names[static_cast<std::size_t>(type)];
}

/// {+, -, *, /}, or these and {sin, exp, log, sqrt}.
std::vector<expr::Opcode> opcodes_of(OperatorSet operators);

struct EvaluatorSettings {
    std::vector<Kind> kinds = {Kind::eval, Kind::normal_equations};
    std::vector<OperatorSet> operators = {OperatorSet::arithmetic, OperatorSet::transcendental};
    std::vector<Precision> types = {Precision::f32, Precision::f64};
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
struct EvaluatorResult {
    Kind kind = Kind::eval;
    OperatorSet operators = OperatorSet::arithmetic;
    Precision type = Precision::f32;
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
    /// The rate divided by that of the interpreter in the same run, median over the runs; empty if
    /// the interpreter is not measured.
    std::optional<double> ratio_to_interpreter;
};

/// Share of each operator among the operators of the trees, in the order of opcodes_of().
using OperatorShares = std::vector<std::pair<expr::Opcode, double>>;

struct EvaluatorReport {
    std::vector<EvaluatorResult> results;
    std::vector<std::pair<OperatorSet, OperatorShares>> operator_shares;
};

/// Receives progress; either function may be empty.
struct EvaluatorObserver {
    std::function<void(EvaluatorResult const&)> on_result;
    /// A description of the current step, for a line that is redrawn.
    std::function<void(std::string const&)> on_progress;
};

/// The rows that all results use: `row_count` rows of ten features and a target, uniform in (0.5,
/// 2). A shorter table is the beginning of a longer one.
data::Table<double> bench_table(std::size_t row_count, std::uint64_t seed);

/// Trees whose values and their squares are finite on all rows of `table`, in both precisions: a
/// loss stops at the first block that is not finite, which would distort the timing.
std::vector<expr::Tree> bench_trees(OperatorSet operators, std::size_t tree_count,
                                    data::Table<double> const& table, std::uint64_t seed);

/// The cost of evaluating some trees.
struct Work {
    /// Processor time.
    double seconds = 0;
    /// Rows evaluated, summed over the trees; the same times the nodes of each tree.
    double rows = 0;
    double node_rows = 0;

    double gnoderows_per_s() const { return 1e-9 * node_rows / seconds; }
};

/// The trees to measure, and others that an evaluator has evaluated before.
struct Trees {
    std::span<expr::Tree const> measured;
    std::span<expr::Tree const> seen_before;
};

/// Evaluates every measured tree once, with a new evaluator that has evaluated the other trees on
/// one row each, to be in the state that it has during a search. The time includes everything that
/// it compiles or emits. Scalar is float or double.
template <class Scalar>
Work evaluate_all(Kind kind, eval::Backend backend, Trees const& trees,
                  data::Rows<Scalar> const& rows);

/// Measures every backend once in each run, one after the other, so that a drift of the machine's
/// speed affects all alike. A run evaluates every tree once, with an evaluator that has not seen
/// it, so that the time includes emitting code. The reference is slow: it evaluates only so many
/// trees that trees × rows is at most 400,000.
EvaluatorReport measure_evaluators(EvaluatorSettings const& settings,
                                   EvaluatorObserver const& observer);

}  // namespace balmer::bench
