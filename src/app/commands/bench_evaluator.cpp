#include "balmer/base/version.hpp"
#include "balmer/bench/evaluator_report.hpp"
#include "balmer/bench/processor.hpp"
#include "balmer/console/exit_code.hpp"
#include "balmer/scoring/backend_choice.hpp"

#include "backend_option.hpp"
#include "bench_commands.hpp"
#include "checks.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

constexpr char const* evaluator_bench_footer =
    R"text(The unit is 10^9 node-rows per second on one core: nodes of the trees x rows evaluated /
processor time of the thread, over all trees of a run.
  eval              the loss, sum w (f(x) - t)^2, of all rows
  normal_equations  also J^T r and J^T J of all constants, counted as one pass over the rows
  arithmetic        + - * /                   transcendental   + - * / sin exp log sqrt
Trees have 20 to 50 nodes including leaves, each possible size equally often. A third of the leaves are
constants in (-2, 2), the others are one of ten features in (0.5, 2); operators are drawn uniformly. If a
tree is not finite on all rows in both precisions, its operators are arranged again until it is, because
a loss stops at the first block that is not finite. All nodes of a tree count, even those that an
evaluator simplifies away. The trees depend only on the seed, the operators and the largest number of
rows.

A run evaluates every tree once, with an evaluator that has not seen it, so that the time includes
compiling the tree or emitting its code. Before, the evaluator evaluates as many other trees on one row
each, to be in the state that it has during a search. Each run measures every backend once, one after
the other. 'x interp.' is the rate divided by that of the interpreter in the same run (median over the
runs). 'emit' is the time for compiling or emitting: the mean time for one expression on one row. The
reference is slow: it is measured only on request, and on fewer trees (trees x rows is at most 400,000).
Quote numbers of at least 5 runs on an otherwise idle machine: processor time does not include other
work, but other work shares the caches, the clock and the second thread of a core.

Examples:
  balmer bench evaluator
  balmer bench evaluator --kind eval --type f32 --rows 10000 --runs 15 --json
  balmer bench evaluator --backend interpreter,reference --rows 1000)text";

struct EvaluatorBenchOptions {
    bench::EvaluatorSettings settings;
    std::vector<std::string> backends;
    std::vector<std::string> kinds;
    std::vector<std::string> operators;
    std::vector<std::string> types;
    bool json = false;
};

template <class Enumeration, std::size_t count>
void add_names(CLI::App& command, std::string const& option, std::vector<std::string>& chosen,
               std::array<std::string_view, count> const& names, std::string const& description) {
    command.add_option(option, chosen, description + " (default: both)")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())));
}

/// The values whose names are chosen, in the order of `names`; all values if none is chosen.
template <class Enumeration, std::size_t count>
std::vector<Enumeration> chosen_of(std::vector<std::string> const& chosen,
                                   std::array<std::string_view, count> const& names) {
    std::vector<Enumeration> result;
    for (std::size_t i = 0; i < count; ++i) {
        if (chosen.empty() || std::ranges::count(chosen, names[i]) > 0) {
            result.push_back(static_cast<Enumeration>(i));
        }
    }
    return result;
}

/// Each chosen backend once, with `auto` replaced by the best one. If none is chosen, all except
/// the reference.
std::vector<eval::Backend> backends_of(std::vector<std::string> const& names) {
    std::vector<eval::Backend> backends;
    for (auto const& name : names) {
        auto backend = scoring::choose_backend(name);
        if (backend == eval::Backend::automatic) backend = eval::best_backend().backend;
        if (std::ranges::count(backends, backend) == 0) backends.push_back(backend);
    }
    if (!names.empty()) return backends;
    backends = eval::available_backends();
    std::erase(backends, eval::Backend::reference);
    return backends;
}

bench::EvaluatorSettings settings_of(EvaluatorBenchOptions const& options) {
    auto settings = options.settings;
    settings.kinds = chosen_of<bench::Kind>(options.kinds, bench::kind_names);
    settings.operators =
        chosen_of<bench::OperatorSet>(options.operators, bench::operator_set_names);
    settings.types = chosen_of<bench::Precision>(options.types, bench::precision_names);
    settings.backends = backends_of(options.backends);
    return settings;
}

/// Prints each row of the table when it is measured, and on a terminal the current step.
bench::EvaluatorObserver observer_on(console::Console& console, bool prints_rows) {
    bool const is_terminal = console.err_width > 0;
    bench::EvaluatorObserver observer;
    if (is_terminal) {
        observer.on_progress = [&console](std::string const& text) {
            console.err << "\r\x1b[K" << text << std::flush;
        };
    }
    if (prints_rows) {
        observer.on_result = [&console, is_terminal](bench::EvaluatorResult const& result) {
            if (is_terminal) console.err << "\r\x1b[K" << std::flush;
            console.out << bench::evaluator_row(result) << std::flush;
        };
    }
    return observer;
}

int run_evaluator_bench(EvaluatorBenchOptions const& options, console::Console& console) {
    auto const settings = settings_of(options);
    if (!options.json) {
        console.out << fmt::format(
                           "{} ({}) on {}\n10^9 node-rows/s on one core, {} runs, {} trees of "
                           "20-50 nodes, emission included\n\n{}",
                           created_by(), compiler(), bench::processor_name(), settings.run_count,
                           settings.tree_count, bench::evaluator_header())
                    << std::flush;
    }
    auto const report = bench::measure_evaluators(settings, observer_on(console, !options.json));
    if (console.err_width > 0) console.err << "\r\x1b[K" << std::flush;
    if (options.json) console.out << bench::evaluator_json(settings, report);
    return console::exit_finished;
}

}  // namespace

void add_bench_evaluator(CLI::App& bench, Action& action) {
    auto options = std::make_shared<EvaluatorBenchOptions>();
    auto& settings = options->settings;
    auto& command = *bench.add_subcommand(
        "evaluator", "node-rows per second of each backend on random expressions");
    add_names<bench::Kind>(command, "--kind", options->kinds, bench::kind_names,
                           "function to measure");
    add_names<bench::OperatorSet>(command, "--operators", options->operators,
                                  bench::operator_set_names, "operators of the trees");
    add_names<bench::Precision>(command, "--type", options->types, bench::precision_names,
                                "precision");
    command
        .add_option("--rows", settings.row_counts,
                    "rows, several times or with commas (default: 1000,10000,250000)")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(whole_number(1, 10000000));
    add_backend_option(command, options->backends,
                       "several times or with commas (default: all that work, except reference)");
    command.add_option("--runs", settings.run_count, "number of runs")
        ->check(whole_number(1, 1000000))
        ->capture_default_str();
    command.add_option("--trees", settings.tree_count, "random expressions per set")
        ->check(whole_number(1, 1000000))
        ->capture_default_str();
    command.add_option("--seed", settings.seed, "seed of trees and rows")
        ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
        ->capture_default_str();
    command.add_flag("--json", options->json, "print JSON");
    command.footer(evaluator_bench_footer);
    command.callback([options, &action] {
        action = {
            [options](console::Console& console) { return run_evaluator_bench(*options, console); },
            false};
    });
}

}  // namespace balmer::app
