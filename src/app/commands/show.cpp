#include "balmer/app/exit_code.hpp"
#include "balmer/app/run_files.hpp"
#include "balmer/expr/print.hpp"
#include "balmer/report/json.hpp"
#include "balmer/report/table.hpp"

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

void print_latex(report::Record const& record, ShowOptions const& options, Console& console) {
    expr::PrintOptions const print{.digits = options.full ? 0 : 4, .constant_names = {}};
    for (auto const& entry : record.front) {
        console.out << fmt::format("% complexity {}, mse {}\n{}\n", entry.complexity, entry.mse,
                                   expr::to_latex(entry.tree, record.feature_names(), print));
    }
}

int show_run(ShowOptions const& options, Console& console) {
    auto const record = read_hall_of_fame(options.run);
    if (options.json) {
        console.out << report::to_json(record);
    } else if (options.latex) {
        print_latex(record, options, console);
    } else {
        report::TableOptions table{.width = console.out_width, .digits = 4, .entry_limit = 0};
        if (options.full) table = {.width = 0, .digits = 0, .entry_limit = 0};
        console.out << report::to_table(record, table);
    }
    return exit_finished;
}

}  // namespace

void add_show(CLI::App& app, Action& action) {
    auto options = std::make_shared<ShowOptions>();
    auto& command = *app.add_subcommand("show", "the hall of fame of a run, also while it goes on");
    command.add_option("run", options->run, "run directory")->required();
    auto* json = command.add_flag("--json", options->json, "print hall_of_fame.json");
    command.add_flag("--latex", options->latex, "print LaTeX for math mode, one formula a line")
        ->excludes(json);
    command.add_flag("--full", options->full, "all digits, whole lines");
    command.footer("Example: balmer show runs/wbf_f0");
    command.callback([options, &action] {
        action = {[options](Console& console) { return show_run(*options, console); }, false};
    });
}

}  // namespace balmer::app
