#include "balmer/base/error.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/console/together.hpp"
#include "balmer/expr/print.hpp"
#include "balmer/report/fit_report.hpp"
#include "balmer/scoring/backend_choice.hpp"
#include "balmer/scoring/fit_settings.hpp"
#include "balmer/scoring/formula_fit.hpp"

#include "backend_option.hpp"
#include "checks.hpp"
#include "commands.hpp"
#include "constant_options.hpp"
#include "formula_options.hpp"

#include <limits>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

constexpr char const* fit_footer =
    R"text(Names that are not columns are constants to fit; numbers are then fixed. Without such names all numbers
except pi are fitted, starting from their values. A name used twice is one constant. The fit uses the
Levenberg-Marquardt method in double precision, with exact derivatives: every start on a sample of the
events, then the best ones on all events. The result is the same on any number of ranks.

A start at which the formula is not finite is moved into its domain. --start gives the first start of a
constant, in place of 1 or of its number; --bound keeps a constant within LOWER and UPPER in every start and
step. Without names, the constants are called as in the report: a, b, ... in the order of the numbers. A
constant that ends at a bound, or on the edge of the domain (b in sqrt(x - b) at the smallest x), has no
standard error, and the report says so; the errors of the others hold on that bound or edge.

Examples (the first is Eq. (39) of arXiv:2109.10414):
  mpirun -n 2 balmer fit --data wbf_f0.h5 --target score \
      --expression "-x_p1*(x_p2+c)*(a-b*deta)*sin(dphi+d)"
  balmer fit --data events.csv --target y --weight w --expression "1.5*x + 0.3"    fits both numbers
  balmer fit --data events.csv --target y --expression "a*sqrt(x - b)" --start a=1.2 --start b=-3 \
      --bound a=0: --bound b=-5:5                     a is not negative, b is between -5 and 5)text";

struct FitOptions {
    FormulaOptions formula;
    ConstantOptions constants;
    scoring::FormulaFitSettings settings;
};

/// Unknown names are the parameters; if there are none, all numbers except pi are.
struct Parameters {
    fit::ParameterMap map;
    std::vector<std::string> names;
    /// The numbers in the formula, or 1 for each name.
    std::vector<double> values;
    bool are_numbers = false;
};

Parameters parameters_of(scoring::BoundFormula const& bound) {
    auto const& formula = bound.formula;
    if (!formula.parameter_names.empty()) {
        auto const count = formula.parameter_names.size();
        return {{formula.parameter_of_constant, count},
                formula.parameter_names,
                std::vector<double>(count, 1.0)};
    }
    fit::ParameterMap map;
    std::vector<double> values;
    for (std::size_t i = 0; i < formula.is_pi.size(); ++i) {
        bool const is_fitted = !formula.is_pi[i];
        map.parameter_of_constant.push_back(is_fitted ? static_cast<int>(map.parameter_count) : -1);
        if (!is_fitted) continue;
        ++map.parameter_count;
        values.push_back(formula.tree.constants[i]);
    }
    BALMER_VALIDATE(map.parameter_count > 0,
                    "the formula has neither unknown names nor numbers besides pi (nothing to "
                    "fit). Write a*x for a constant a, or see balmer evaluate");
    auto names = expr::letter_names(map.parameter_count, bound.feature_names);
    return {std::move(map), std::move(names), std::move(values), true};
}

scoring::FormulaFitSettings settings_of(FitOptions const& options, Parameters const& parameters) {
    auto limits = constant_limits(options.constants,
                                  {parameters.names, parameters.values, parameters.are_numbers});
    auto settings = options.settings;
    settings.start = std::move(limits.start);
    settings.bounds = std::move(limits.bounds);
    return settings;
}

/// Prints a line every few seconds, so that a short fit prints none.
auto progress_on(console::Console& console) {
    constexpr double interval_s = 3;
    return [&console, since_line = Stopwatch(),
            watch = Stopwatch()](scoring::FitProgress const& now) mutable {
        if (since_line.elapsed_s() < interval_s) return;
        since_line.restart();
        console.err << fmt::format(
                           "fitting on {}: start {} of {}, evaluation {}, mse {:.6g}, {:.0f} s\n",
                           now.is_on_sample ? "a sample" : "all events", now.start_index + 1,
                           now.start_count, now.evaluation_count, now.mse, watch.elapsed_s())
                    << std::flush;
    };
}

int fit_on_all_ranks(parallel::Communicator const& communicator, FitOptions const& options,
                     console::Console& console) {
    auto const backend = console::together(
        communicator, console, [&] { return scoring::choose_backend(options.formula.backend); });
    auto const bound = console::together(communicator, console, [&] {
        check_constant_options(options.constants);
        return scoring::bind_formula(input_of(options.formula), expr::UnknownNames::are_parameters);
    });
    auto const parameters =
        console::together(communicator, console, [&] { return parameters_of(bound); });
    auto settings =
        console::together(communicator, console, [&] { return settings_of(options, parameters); });
    auto const plan = scoring::shards_of_events(bound.row_count);
    auto const shards = console::together(communicator, console, [&] {
        return scoring::read_own_shards(communicator, bound.data, plan);
    });
    scoring::TeamScorer scorer(communicator, shards, plan, backend);
    settings.progress = progress_on(console);
    auto const result = console::together(communicator, console, [&] {
        return scorer.drive([&] {
            return scoring::fit_formula(scorer, bound.formula.tree, parameters.map, settings);
        });
    });
    if (communicator.rank() == 0) {
        report::FitReport const report{bound, parameters.map, parameters.names, result,
                                       std::string(scorer.evaluator_name())};
        console.out << (options.formula.json ? report::fit_json(report) : report::fit_text(report))
                    << std::flush;
    }
    return console::exit_finished;
}

}  // namespace

void add_fit(CLI::App& app, Action& action) {
    auto options = std::make_shared<FitOptions>();
    auto& command =
        *app.add_subcommand("fit", "fit the constants of a formula on all events, also over MPI");
    add_formula_options(command, options->formula);
    add_constant_options(command, options->constants);
    command
        .add_option("--starts", options->settings.start_count,
                    "number of starts: the given values, then random ones")
        ->check(whole_number(1, 1000000))
        ->capture_default_str();
    command.add_option("--seed", options->settings.seed, "seed of the random starts")
        ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
        ->capture_default_str();
    command.footer(fit_footer);
    command.callback([options, &action] {
        action = {
            [options](console::Console& console) {
                return console::with_all_ranks([&](parallel::Communicator const& communicator) {
                    return fit_on_all_ranks(communicator, *options, console);
                });
            },
            true};
    });
}

}  // namespace balmer::app
