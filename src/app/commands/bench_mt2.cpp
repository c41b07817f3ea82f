#include "balmer/base/random.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/console/exit_code.hpp"
#include "balmer/physics/mt2/sample.hpp"
#include "balmer/physics/mt2/solver.hpp"

#include "bench_commands.hpp"
#include "checks.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::app {
namespace {

constexpr char const* mt2_bench_footer =
    R"text(Events of several kinds, made before the measurement: 'general' has four different masses up to
100 GeV and any missing momentum, 'massless' has no masses, 'case N' are the events of
'balmer generate mt2 --case N'. Each run solves all events once; a rate is events over time. 'Long
double' is the fraction of events for which the solution in double precision did not converge.

Example: balmer bench mt2 --events 200000 --runs 9 --json)text";

struct Mt2BenchOptions {
    std::uint64_t event_count = 50000;
    std::uint64_t run_count = 5;
    bool json = false;
};

struct EventKind {
    std::string name;
    std::vector<physics::mt2::Event> events;
};

struct Rates {
    /// Millions of events a second of each run, ascending.
    std::vector<double> mega_per_s;
    double long_double_share = 0;
    /// Keeps the compiler from removing the work.
    double sum_gev = 0;
};

/// Events with normal momentum components of 50 GeV.
EventKind general_events(char const* name, double mass_max_gev, std::uint64_t count) {
    constexpr double width_gev = 50;
    RandomStream stream(1, 0, 0, Purpose::generate_events);
    auto const branch = [&] {
        physics::mt2::Branch made;
        made.visible_mass_gev = stream.uniform(0, mass_max_gev);
        made.px_gev = width_gev * stream.normal();
        made.py_gev = width_gev * stream.normal();
        made.invisible_mass_gev = stream.uniform(0, mass_max_gev);
        return made;
    };
    EventKind kind{name, {}};
    for (std::uint64_t i = 0; i < count; ++i) {
        auto const first = branch();
        auto const second = branch();
        double const missing_px_gev = width_gev * stream.normal();
        kind.events.push_back({first, second, missing_px_gev, width_gev * stream.normal()});
    }
    return kind;
}

EventKind case_events(physics::mt2::Case which, std::uint64_t count) {
    EventKind kind{fmt::format("case {}", static_cast<int>(which)), {}};
    auto const sample =
        physics::mt2::generate({.which = which, .event_count = count, .seed = 1, .ranges = {}});
    for (auto const& made : sample.events) kind.events.push_back(made.event);
    return kind;
}

Rates measure(EventKind const& kind, std::uint64_t run_count) {
    auto const count = static_cast<double>(kind.events.size());
    Rates rates;
    for (std::uint64_t run = 0; run < run_count; ++run) {
        double slow_count = 0;
        Stopwatch const watch;
        for (auto const& event : kind.events) {
            auto const result = physics::mt2::solve(event);
            rates.sum_gev += result.mt2_gev;
            slow_count += is_in_long_double(result.method);
        }
        rates.mega_per_s.push_back(1e-6 * count / watch.elapsed_s());
        rates.long_double_share = slow_count / count;
    }
    std::ranges::sort(rates.mega_per_s);
    return rates;
}

int run_mt2_bench(Mt2BenchOptions const& options, console::Console& console) {
    std::vector<EventKind> kinds{general_events("general", 100, options.event_count),
                                 general_events("massless", 0, options.event_count)};
    for (auto const which : physics::mt2::all_cases) {
        kinds.push_back(case_events(which, options.event_count));
    }
    auto results = nlohmann::ordered_json::array();
    if (!options.json) console.out << "million MT2 a second    min  median     max   long double\n";
    for (auto const& kind : kinds) {
        auto const rates = measure(kind, options.run_count);
        auto const& sorted = rates.mega_per_s;
        double const median = sorted[sorted.size() / 2];
        if (!options.json) {
            console.out << fmt::format("{:<20} {:>6.2f}  {:>6.2f}  {:>6.2f}   {:.2g}\n", kind.name,
                                       sorted.front(), median, sorted.back(),
                                       rates.long_double_share)
                        << std::flush;
        }
        results.push_back(
            {{"kind", kind.name},
             {"mega_per_s", {{"min", sorted.front()}, {"median", median}, {"max", sorted.back()}}},
             {"long_double_share", rates.long_double_share},
             {"mean_mt2_gev",
              rates.sum_gev / static_cast<double>(kind.events.size() * sorted.size())}});
    }
    if (options.json) {
        nlohmann::ordered_json const json = {
            {"events", options.event_count}, {"runs", options.run_count}, {"results", results}};
        console.out << json.dump(2) << '\n';
    }
    return console::exit_finished;
}

}  // namespace

void add_bench_mt2(CLI::App& bench, Action& action) {
    auto options = std::make_shared<Mt2BenchOptions>();
    auto& command = *bench.add_subcommand("mt2", "measure the rate of the MT2 solver");
    command.add_option("--events", options->event_count, "events of each kind")
        ->check(whole_number(1, 100000000))
        ->capture_default_str();
    command.add_option("--runs", options->run_count, "runs over all events of a kind")
        ->check(whole_number(1, 10000))
        ->capture_default_str();
    command.add_flag("--json", options->json, "print JSON");
    command.footer(mt2_bench_footer);
    command.callback([options, &action] {
        action = {[options](console::Console& console) { return run_mt2_bench(*options, console); },
                  false};
    });
}

}  // namespace balmer::app
