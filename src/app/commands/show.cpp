#include "balmer/console/exit_code.hpp"
#include "balmer/expr/print.hpp"
#include "balmer/report/json.hpp"
#include "balmer/report/table.hpp"
#include "balmer/run/contents.hpp"

#include "commands.hpp"

#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

struct ShowOptions {
    std::filesystem::path run;
    bool json = false;
    bool latex = false;
    bool full = false;
};

void print_latex(report::Record const& record, ShowOptions const& options,
                 console::Console& console) {
    expr::PrintOptions const print{.digits = options.full ? 0 : 4, .constant_names = {}};
    for (auto const& entry : record.front) {
        console.out << fmt::format("% complexity {}, mse {}\n{}\n", entry.complexity, entry.mse,
                                   expr::to_latex(entry.tree, record.feature_names(), print));
    }
}

int show_run(ShowOptions const& options, console::Console& console) {
    auto const contents = run::read_run(options.run);
    auto const& record = contents.record;
    for (auto const& warning : contents.warnings) console.err << "WARNING: " << warning << '\n';
    if (options.json) {
        console.out << report::to_json(record);
    } else if (options.latex) {
        print_latex(record, options, console);
    } else {
        report::TableOptions table{.width = console.out_width, .digits = 4, .entry_limit = 0};
        if (options.full) table = {.width = 0, .digits = 0, .entry_limit = 0};
        console.out << report::to_table(record, table);
    }
    // Beside results that another program reads, it is a message.
    auto& notes = options.json || options.latex ? console.err : console.out;
    if (!contents.checkpoint.empty()) notes << contents.checkpoint << '\n';
    return console::exit_finished;
}

}  // namespace

void add_show(CLI::App& app, Action& action) {
    auto options = std::make_shared<ShowOptions>();
    auto& command = *app.add_subcommand(
        "show", "the hall of fame of a run or a checkpoint, also while it goes on");
    command.add_option("run", options->run, "run directory, or one checkpoint file")->required();
    auto* json = command.add_flag("--json", options->json, "print it as hall_of_fame.json has it");
    command.add_flag("--latex", options->latex, "print LaTeX for math mode, one formula a line")
        ->excludes(json);
    command.add_flag("--full", options->full, "all digits, whole lines");
    command.footer(
        R"(RUN is a run directory, while the run goes on, after it, or with nothing but a checkpoint in it;
or a checkpoint file by itself, under any name. What is shown of a directory is hall_of_fame.json, and
the checkpoint where that is missing or damaged. A last line says which life of the run the checkpoint
is from, how far it was and when it was written (UTC); with --json and --latex it goes to stderr.

Examples:
  balmer show runs/wbf_f0
  balmer show runs/wbf_f0/checkpoint.previous.h5 --full)");
    command.callback([options, &action] {
        action = {[options](console::Console& console) { return show_run(*options, console); },
                  false};
    });
}

}  // namespace balmer::app
