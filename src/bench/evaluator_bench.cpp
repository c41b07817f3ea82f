#include "balmer/bench/evaluator_bench.hpp"

#include "balmer/base/error.hpp"

#include "processor_time.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace balmer::bench {
namespace {

using expr::Opcode;

constexpr std::size_t feature_count = 10;
/// Trees × rows that the reference evaluates in a run.
constexpr std::size_t reference_tree_rows = 400000;
/// Trees evaluated before the first run, so that caches, pages and clock are as in the other runs.
constexpr std::size_t warm_up_tree_count = 20;

/// The random stream for one column of the table or one set of trees.
RandomStream stream_of(std::uint64_t seed, std::uint32_t use) {
    return {seed, use, 0, Purpose::test};
}

template <class Scalar>
bool is_finite_on_all(eval::Evaluator<Scalar>& evaluator, expr::Tree const& tree,
                      data::Rows<Scalar> const& rows) {
    auto const sums = evaluator.loss(tree, rows);
    return sums.row_count == rows.row_count && std::isfinite(sums.squared_error_sum);
}

template <class Scalar>
data::Rows<Scalar> first_rows(data::Table<Scalar> const& table, std::size_t row_count) {
    auto rows = table.rows();
    rows.row_count = row_count;
    return rows;
}

std::span<expr::Tree const> trees_for(eval::Backend backend, std::span<expr::Tree const> trees,
                                      std::size_t row_count) {
    if (backend != eval::Backend::reference) return trees;
    auto const affordable = std::max<std::size_t>(1, reference_tree_rows / row_count);
    return trees.first(std::min(trees.size(), affordable));
}

/// One operator set in one precision and one kind.
struct Case {
    Kind kind;
    OperatorSet operators;
    Precision type;

    std::string name() const {
        return fmt::format("{} {} {}", bench::name(kind), bench::name(operators),
                           bench::name(type));
    }
};

template <class Scalar>
class CaseBench {
public:
    CaseBench(Case const& what, EvaluatorSettings const& settings, Trees const& trees,
              data::Table<Scalar> const& table, EvaluatorObserver const& observer)
        : what_(what),
          settings_(settings),
          trees_(trees.measured),
          seen_before_(trees.seen_before),
          table_(table),
          observer_(observer) {}

    void run(std::vector<EvaluatorResult>& results) const {
        auto const emit_us = emission();
        for (auto const row_count : settings_.row_counts) {
            for (auto& result : with_rows(row_count, emit_us)) {
                if (observer_.on_result) observer_.on_result(result);
                results.push_back(std::move(result));
            }
        }
    }

private:
    void report(std::string const& doing, int run) const {
        if (!observer_.on_progress) return;
        observer_.on_progress(
            fmt::format("{}, {}, run {} of {}", what_.name(), doing, run + 1, settings_.run_count));
    }

    /// For each backend, the median time of an expression on one row [µs].
    std::vector<double> emission() const {
        std::vector<std::vector<double>> times(settings_.backends.size());
        for (int run = 0; run < settings_.run_count; ++run) {
            report("emission", run);
            for (std::size_t k = 0; k < times.size(); ++k) {
                auto const work = evaluate_all(what_.kind, settings_.backends[k],
                                               Trees{trees_, seen_before_}, first_rows(table_, 1));
                times[k].push_back(1e6 * work.seconds / static_cast<double>(trees_.size()));
            }
        }
        std::vector<double> medians;
        for (auto const& of_backend : times) medians.push_back(spread_of(of_backend).median);
        return medians;
    }

    /// [backend][run].
    std::vector<std::vector<Work>> measure(std::size_t row_count) const {
        auto const rows = first_rows(table_, row_count);
        std::vector<std::vector<Work>> work(settings_.backends.size());
        for (auto const backend : settings_.backends) {
            auto const few = trees_for(backend, trees_, row_count);
            auto const fewer = few.first(std::min(few.size(), warm_up_tree_count));
            evaluate_all(what_.kind, backend, Trees{fewer, {}}, rows);
        }
        for (int run = 0; run < settings_.run_count; ++run) {
            report(fmt::format("{} rows", row_count), run);
            for (std::size_t k = 0; k < work.size(); ++k) {
                auto const backend = settings_.backends[k];
                Trees const trees{trees_for(backend, trees_, row_count), seen_before_};
                work[k].push_back(evaluate_all(what_.kind, backend, trees, rows));
            }
        }
        return work;
    }

    std::vector<EvaluatorResult> with_rows(std::size_t row_count,
                                           std::vector<double> const& emit_us) const {
        auto const work = measure(row_count);
        auto const& backends = settings_.backends;
        auto const interpreter = std::ranges::find(backends, eval::Backend::interpreter);
        std::vector<EvaluatorResult> results;
        for (std::size_t k = 0; k < backends.size(); ++k) {
            auto result = result_of(backends[k], row_count, work[k]);
            result.emit_us = emit_us[k];
            if (interpreter != backends.end()) {
                auto const& base = work[static_cast<std::size_t>(interpreter - backends.begin())];
                result.ratio_to_interpreter = median_ratio(work[k], base);
            }
            results.push_back(std::move(result));
        }
        return results;
    }

    EvaluatorResult result_of(eval::Backend backend, std::size_t row_count,
                              std::vector<Work> const& runs) const {
        EvaluatorResult result;
        result.kind = what_.kind;
        result.operators = what_.operators;
        result.type = what_.type;
        result.backend = backend;
        result.evaluator = eval::make_evaluator<Scalar>(backend)->name();
        result.row_count = row_count;
        result.tree_count = trees_for(backend, trees_, row_count).size();
        result.row_share = runs.front().rows / static_cast<double>(result.tree_count * row_count);
        std::vector<double> rates;
        for (auto const& run : runs) rates.push_back(run.gnoderows_per_s());
        result.gnoderows_per_s = spread_of(std::move(rates));
        return result;
    }

    static double median_ratio(std::vector<Work> const& runs, std::vector<Work> const& base) {
        std::vector<double> ratios;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            ratios.push_back(runs[i].gnoderows_per_s() / base[i].gnoderows_per_s());
        }
        return spread_of(std::move(ratios)).median;
    }

    Case what_;
    EvaluatorSettings const& settings_;
    std::span<expr::Tree const> trees_;
    std::span<expr::Tree const> seen_before_;
    data::Table<Scalar> const& table_;
    EvaluatorObserver const& observer_;
};

OperatorShares shares_of(std::vector<Opcode> const& operators,
                         std::vector<expr::Tree> const& trees) {
    OperatorShares shares;
    double total = 0;
    for (auto const op : operators) {
        double count = 0;
        for (auto const& tree : trees) {
            count += static_cast<double>(std::ranges::count(tree.nodes, op, &expr::Node::op));
        }
        shares.emplace_back(op, count);
        total += count;
    }
    for (auto& [op, share] : shares) share /= total;
    return shares;
}

}  // namespace

std::vector<Opcode> opcodes_of(OperatorSet operators) {
    if (operators == OperatorSet::arithmetic) {
        return {Opcode::add, Opcode::sub, Opcode::mul, Opcode::div};
    }
    return {Opcode::add, Opcode::sub, Opcode::mul, Opcode::div,
            Opcode::sin, Opcode::exp, Opcode::log, Opcode::sqrt};
}

Spread spread_of(std::vector<double> values) {
    BALMER_EXPECT(!values.empty());
    std::ranges::sort(values);
    auto const middle = values.size() / 2;
    double const median =
        values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return {values.front(), median, values.back()};
}

template <class Scalar>
Work evaluate_all(Kind kind, eval::Backend backend, Trees const& trees,
                  data::Rows<Scalar> const& rows) {
    auto const evaluator = eval::make_evaluator<Scalar>(backend);
    eval::NormalEquations sums;
    auto const evaluate = [&](expr::Tree const& tree, data::Rows<Scalar> const& on) {
        if (kind == Kind::eval) {
            sums.loss = evaluator->loss(tree, on);
        } else {
            evaluator->normal_equations(tree, on, sums);
        }
    };
    auto one_row = rows;
    one_row.row_count = std::min<std::size_t>(1, rows.row_count);
    for (auto const& tree : trees.seen_before) evaluate(tree, one_row);
    Work work;
    ProcessorTime const time;
    for (auto const& tree : trees.measured) {
        evaluate(tree, rows);
        auto const evaluated = static_cast<double>(sums.loss.row_count);
        work.rows += evaluated;
        work.node_rows += static_cast<double>(tree.size()) * evaluated;
    }
    work.seconds = time.elapsed_s();
    return work;
}

template Work evaluate_all(Kind, eval::Backend, Trees const&, data::Rows<float> const&);
template Work evaluate_all(Kind, eval::Backend, Trees const&, data::Rows<double> const&);

data::Table<double> bench_table(std::size_t row_count, std::uint64_t seed) {
    std::vector<AlignedVector<double>> columns(feature_count + 1);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto stream = stream_of(seed, static_cast<std::uint32_t>(i));
        for (std::size_t row = 0; row < row_count; ++row) {
            columns[i].push_back(stream.uniform(0.5, 2));
        }
    }
    auto target = std::move(columns.back());
    columns.pop_back();
    return {std::move(columns), std::move(target), {}};
}

std::vector<expr::Tree> bench_trees(OperatorSet operators, std::size_t tree_count,
                                    data::Table<double> const& table, std::uint64_t seed) {
    auto const in_double = eval::make_evaluator<double>(eval::Backend::interpreter);
    auto const in_float = eval::make_evaluator<float>(eval::Backend::interpreter);
    auto const single = data::to_float(table);
    auto stream = stream_of(seed, 1000 + static_cast<std::uint32_t>(operators));
    RandomTreeSettings settings;
    settings.operators = opcodes_of(operators);
    settings.feature_count = static_cast<std::uint16_t>(table.feature_count());
    return random_trees(tree_count, settings, stream, [&](expr::Tree const& tree) {
        return is_finite_on_all(*in_float, tree, single.rows()) &&
               is_finite_on_all(*in_double, tree, table.rows());
    });
}

EvaluatorReport measure_evaluators(EvaluatorSettings const& settings,
                                   EvaluatorObserver const& observer) {
    auto const table = bench_table(std::ranges::max(settings.row_counts), settings.seed);
    auto const single = data::to_float(table);
    EvaluatorReport report;
    for (auto const operators : settings.operators) {
        if (observer.on_progress) {
            observer.on_progress(fmt::format("drawing {} {} trees that are finite on all rows",
                                             settings.tree_count, name(operators)));
        }
        auto const trees = bench_trees(operators, settings.tree_count, table, settings.seed);
        auto const others = bench_trees(operators, settings.tree_count, table, settings.seed + 1);
        Trees const both{trees, others};
        report.operator_shares.emplace_back(operators, shares_of(opcodes_of(operators), trees));
        for (auto const kind : settings.kinds) {
            for (auto const type : settings.types) {
                Case const what{kind, operators, type};
                if (type == Precision::f32) {
                    CaseBench<float>(what, settings, both, single, observer).run(report.results);
                } else {
                    CaseBench<double>(what, settings, both, table, observer).run(report.results);
                }
            }
        }
    }
    return report;
}

}  // namespace balmer::bench
