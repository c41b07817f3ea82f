#include "balmer/console/exit_code.hpp"
#include "balmer/report/front_formats.hpp"
#include "balmer/run/contents.hpp"

#include "commands.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

struct ShowOptions {
    std::filesystem::path run;
    report::FrontFormat const* format = &report::front_formats().front();
    bool full = false;
};

int show_run(ShowOptions const& options, console::Console& console) {
    auto const contents = run::read_run(options.run);
    auto const& record = contents.record;
    for (auto const& warning : contents.warnings) console.err << "WARNING: " << warning << '\n';
    report::Layout layout{.width = console.out_width, .digits = 4, .entry_limit = 0};
    if (options.full) layout = {.width = 0, .digits = 0, .entry_limit = 0};
    console.out << options.format->write(record, layout);
    // If another program reads the results, notes go to stderr.
    bool const is_for_people = options.format == &report::front_formats().front();
    auto& notes = is_for_people ? console.out : console.err;
    if (!contents.checkpoint.empty()) notes << contents.checkpoint << '\n';
    return console::exit_finished;
}

}  // namespace

void add_show(CLI::App& app, Action& action) {
    auto options = std::make_shared<ShowOptions>();
    auto& command = *app.add_subcommand(
        "show", "show the hall of fame of a run or of a checkpoint, also during the run");
    command.add_option("run", options->run, "run directory, or one checkpoint file")
        ->type_name("PATH")
        ->required();
    std::vector<CLI::Option*> formats;
    for (auto const& format : report::front_formats().subspan(1)) {
        auto* flag = command.add_flag_callback(
            fmt::format("--{}", format.name), [options, &format] { options->format = &format; },
            std::string(format.description));
        for (auto* other : formats) flag->excludes(other);
        formats.push_back(flag);
    }
    command.add_flag("--full", options->full, "print all digits and whole lines");
    command.footer(
        R"(RUN is a run directory, during or after the run, or a single checkpoint file of any name. For a
directory, this command shows hall_of_fame.json, or the checkpoint if that file is missing or damaged.
The last line describes the checkpoint: how often the run was started ("life"), its progress, and when it
was written (UTC); with --csv, --json and --latex this line goes to stderr.

Examples:
  balmer show runs/wbf_f0
  balmer show runs/wbf_f0 --latex > front.tex
  balmer show runs/wbf_f0/checkpoint.previous.h5 --full)");
    command.callback([options, &action] {
        action = {[options](console::Console& console) { return show_run(*options, console); },
                  false};
    });
}

}  // namespace balmer::app
