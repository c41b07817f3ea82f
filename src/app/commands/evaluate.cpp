#include "balmer/console/exit_code.hpp"
#include "balmer/expr/complexity.hpp"
#include "balmer/scoring/backend_choice.hpp"
#include "balmer/scoring/formula.hpp"
#include "balmer/scoring/team_scorer.hpp"

#include "backend_option.hpp"
#include "commands.hpp"
#include "formula_options.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::app {
namespace {

int evaluate_formula(FormulaOptions const& options, console::Console& console) {
    auto const backend = scoring::choose_backend(options.backend);
    auto const bound = scoring::bind_formula(input_of(options), expr::UnknownNames::refuse);
    parallel::Communicator const alone;
    auto const plan = scoring::shards_of_events(bound.row_count);
    auto const shards = scoring::read_own_shards(alone, bound.data, plan);
    scoring::TeamScorer scorer(alone, shards, plan, backend);
    auto const loss = scorer.sums(scoring::SumKind::loss, bound.formula.tree).loss;
    int const complexity = expr::complexity(bound.formula.tree.nodes);
    if (options.json) {
        // JSON has no infinity: null means that the formula is not finite on some event.
        console.out << nlohmann::ordered_json{{"mse", loss.mse()},
                                              {"events", loss.row_count},
                                              {"weight_sum", loss.weight_sum},
                                              {"complexity", complexity},
                                              {"evaluator", scorer.evaluator_name()}}
                           .dump(2)
                    << '\n';
    } else {
        console.out << fmt::format("mse         {:.17g}\nevents      {}\ncomplexity  {}\n",
                                   loss.mse(), loss.row_count, complexity);
    }
    return console::exit_finished;
}

}  // namespace

void add_evaluate(CLI::App& app, Action& action) {
    auto options = std::make_shared<FormulaOptions>();
    auto& command = *app.add_subcommand(
        "evaluate", "compute the mean squared error of a formula on all events");
    add_formula_options(command, *options);
    command.footer(
        R"text(mse = sum w (f(x) - t)^2 / sum w; infinite if f is NaN or infinite on any event.
All events are evaluated in double precision.

Examples:
  balmer evaluate --data wbf_f0.h5 --target score --expression "-0.365*x_p1*x_p2*sin(dphi)"
  balmer evaluate --data events.csv --target y --weight w --derived "r=sqrt(x*x+z*z)" \
      --expression "1.5*r + 0.3" --json)text");
    command.callback([options, &action] {
        action = {
            [options](console::Console& console) { return evaluate_formula(*options, console); },
            false};
    });
}

}  // namespace balmer::app
