#include "balmer/bench/search_bench.hpp"
#include "balmer/bench/search_data.hpp"
#include "balmer/console/exit_code.hpp"
#include "balmer/scoring/backend_choice.hpp"

#include "backend_option.hpp"
#include "bench_commands.hpp"
#include "checks.hpp"

#include <functional>
#include <limits>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

constexpr char const* search_bench_footer =
    R"text(One island evolves in one process, without MPI, on its shard: every S-th event for S islands (16 by
default, so 31,250 of 500,000). Without --job the settings are a job's defaults with
  operators = ["+", "-", "*", "sin"], max_complexity = 30, target = "score",
  features = ["x_p1", "x_p2", "dphi", "deta"]
on the events of 'balmer generate wbf --theta 0 --seed 1', generated in memory unless --data names their
file. The island's own champions replace the hall of fame, and there are no migrants.

A candidate is an expression whose loss is computed; its rows are those evaluated before it is accepted
or rejected. A fit improves the constants of a candidate; its rows count once per pass. 'In the judge' is
the time for evaluation and for the linear algebra of fits; the rest is mutation, selection and
bookkeeping.

Examples:
  balmer bench search --data wbf_f0.h5
  balmer bench search --job jobs/wbf_f0.toml --seconds 60 --json
  balmer bench search --backend interpreter --set search.population_size=1000)text";

struct SearchBenchOptions {
    bench::SearchSource source;
    double seconds = 20;
    std::optional<std::uint64_t> seed;
    std::string backend = "auto";
    bool json = false;
};

std::function<void(double)> progress_on(console::Console& console, std::string const& doing) {
    if (console.err_width == 0) return {};
    return
        [&console, doing](double fraction) { console::print_progress(console, doing, fraction); };
}

int run_search_bench(SearchBenchOptions const& options, console::Console& console) {
    bench::SearchSettings settings;
    settings.backend = scoring::choose_backend(options.backend);
    settings.seconds = options.seconds;
    settings.progress = progress_on(console, "searching");
    auto source = options.source;
    if (options.seed) source.overrides.push_back(fmt::format("search.seed={}", *options.seed));
    source.progress = progress_on(console, "generating events");
    auto const input = bench::load_search_input(source);
    settings.search = input.search;
    auto const result = bench::measure_search(input.shard, settings);
    console.out << (options.json ? bench::search_json(result, settings, input.event_count)
                                 : bench::search_text(result));
    return console::exit_finished;
}

}  // namespace

void add_bench_search(CLI::App& bench, Action& action) {
    auto options = std::make_shared<SearchBenchOptions>();
    auto& source = options->source;
    auto& command = *bench.add_subcommand(
        "search", "candidates per second of one island, and where its time is spent");
    auto* const job =
        command.add_option("--job", source.job, "job file: data and settings")->type_name("FILE");
    command.add_option("--data", source.data, "event file written by balmer generate wbf")
        ->type_name("FILE")
        ->excludes(job);
    command
        .add_option("--events", source.event_count,
                    "number of events to generate without --job and --data")
        ->check(whole_number(1, 1000000000))
        ->capture_default_str();
    command
        .add_option("--set", source.overrides,
                    "section.key=value, overrides the job; may be given several times")
        ->allow_extra_args(false);
    command.add_option("--seconds", options->seconds, "wall time of the search")
        ->check([](std::string const& text) {
            double value = 0;
            bool const in_range =
                CLI::detail::lexical_cast(text, value) && value >= 0.001 && value <= 1e6;
            return in_range ? std::string() : "must be a number from 0.001 to 1000000";
        })
        ->capture_default_str();
    command
        .add_option("--seed", options->seed, "seed of the search; short for --set search.seed=N")
        ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()));
    add_backend_option(command, options->backend);
    command.add_flag("--json", options->json, "print JSON");
    command.footer(search_bench_footer);
    command.callback([options, &action] {
        action = {
            [options](console::Console& console) { return run_search_bench(*options, console); },
            false};
    });
}

}  // namespace balmer::app
