#include "balmer/base/error.hpp"
#include "balmer/console/exit_code.hpp"

#include "commands.hpp"
#include "mt2/writing.hpp"
#include "output_file.hpp"

#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace balmer::app {
namespace {

using Options = Mt2CommandOptions;

constexpr char const* mt2_footer =
    R"(MT2 = min over q1 + q2 = (pmissx, pmissy) of max(mT1(q1), mT2(q2)). Branch i has a visible part of
mass m and momentum p = (px, py), and an invisible part of mass chi and momentum q:
mT^2 = m^2 + chi^2 + 2 (E e - p.q), E^2 = m^2 + p^2, e^2 = chi^2 + q^2. All quantities are in GeV. The
masses may differ and may be zero, and upstream radiation is allowed. The relative error is below 1e-9.

--data is an event file, another HDF5 file, or a text file with a header line and commas, semicolons,
tabs or blanks between fields (not a pipe). Its columns are m1 p1x p1y m2 p2x p2y pmissx pmissy chi1
chi2 unless options name others or give numbers. The result is a column "mt2" with one row for each
event, in the same order: as CSV on standard output, or in the file --out, which is HDF5 (with the
events as latent columns) if its name ends in .h5 or .hdf5.

An invalid event (NaN, a negative mass, text instead of a number) ends the command with exit code 3.
--out is then not written; standard output may already have some lines and is complete only if the
exit code is 0. With --skip-bad the MT2 of invalid events is nan, and their number is reported.

Examples:
  balmer mt2 --event 100 410 20  150 -210 -300  -200 280  100 100      412.627668458219
  balmer mt2 --data events.csv --chi 100 > mt2.csv
  balmer mt2 --data events.h5 --m1 /tree/m_jet1 --m2 0 --chi 50 --squared --out mt2.h5)";

/// Refuses options of --data, which would have no effect.
void refuse_file_options(Options const& options) {
    std::vector<std::string> given;
    auto const add_if = [&given](bool is_given, std::string const& name) {
        if (is_given) given.push_back("--" + name);
    };
    add_if(!options.out.empty(), "out");
    add_if(options.overwrite, "overwrite");
    add_if(options.skip_bad, "skip-bad");
    for (std::size_t i = 0; i < mt2_quantities.size(); ++i) {
        add_if(!options.sources[i].empty(), mt2_quantities[i].name);
    }
    add_if(!options.both_m.empty(), "m");
    add_if(!options.both_chi.empty(), "chi");
    BALMER_VALIDATE(given.empty(),
                    fmt::format("--event with {} (the ten numbers are the whole event, and its MT2 "
                                "goes to standard output). Leave out the options of --data?",
                                fmt::join(given, " ")));
}

void check_out(Options const& options) {
    if (options.out.empty()) {
        BALMER_VALIDATE(
            !options.json,
            "--json describes the file of --out (which is not given, so that the numbers "
            "go to standard output). Leave it out?");
        BALMER_VALIDATE(!options.overwrite,
                        "--overwrite is for the file of --out (which is not given). Leave it out?");
        return;
    }
    std::error_code ignored;
    BALMER_VALIDATE(!std::filesystem::equivalent(options.out, options.data, ignored),
                    "--out '" + options.out.string() +
                        "' is the file of --data (which would be lost). Take another name?");
    check_output_file(options.out, options.overwrite, "mt2.csv");
}

/// Quantities without an option are columns of the same name.
Options with_all_sources(Options options) {
    for (std::size_t i = 0; i < mt2_quantities.size(); ++i) {
        auto const& quantity = mt2_quantities[i];
        auto& source = options.sources[i];
        if (!source.empty()) continue;
        std::string const name = quantity.name;
        auto const& both = name.starts_with("chi") ? options.both_chi : options.both_m;
        source = quantity.is_mass && !both.empty() ? both : name;
    }
    return options;
}

void print_tally(Options const& options, Mt2Tally const& tally, console::Console& console) {
    if (options.json) {
        console.out << nlohmann::ordered_json{{"file", options.out.string()},
                                              {"events", tally.event_count},
                                              {"bad", tally.bad_count},
                                              {"unbalanced", tally.unbalanced_count},
                                              {"solved_in_long_double", tally.long_double_count}}
                           .dump(2)
                    << '\n';
        return;
    }
    console.out << fmt::format(
        "file            {}\nevents          {}, {} of them unbalanced or at the least MT2, {} "
        "solved "
        "in long double\n",
        options.out.string(), tally.event_count, tally.unbalanced_count, tally.long_double_count);
}

void warn_of_bad(Mt2Tally const& tally, console::Console& console) {
    if (tally.bad_count == 0) return;
    console.err << fmt::format(
        "balmer: {} of {} events have no MT2 (nan was written), the first: {}\n", tally.bad_count,
        tally.event_count, tally.first_bad);
}

int solve_file(Options const& given, console::Console& console) {
    auto const options = with_all_sources(given);
    check_out(options);
    Mt2EventSource const source(options);
    if (options.out.empty()) {
        warn_of_bad(write_mt2_lines(options, source, console, console.out), console);
        return console::exit_finished;
    }
    auto const tally = write_mt2_file(options, source, console);
    print_tally(options, tally, console);
    warn_of_bad(tally, console);
    return console::exit_finished;
}

char const* regime_text(physics::mt2::Regime regime) {
    switch (regime) {
        case physics::mt2::Regime::balanced:
            return "balanced";
        case physics::mt2::Regime::unbalanced:
            return "unbalanced";
        case physics::mt2::Regime::zero:
            return "zero";
        case physics::mt2::Regime::at_infinity:
            return "at infinity";
    }
    return "";
}

int solve_event(Options const& options, console::Console& console) {
    refuse_file_options(options);
    physics::mt2::Event event;
    for (std::size_t i = 0; i < mt2_quantities.size(); ++i) {
        mt2_quantities[i].in(event) = options.event[i];
    }
    auto const [mt2_gev, regime, method] = physics::mt2::solve(event);
    auto const overflow = overflow_of(mt2_gev, options.squared || options.json);
    BALMER_VALIDATE(overflow.empty(), overflow + ". Take smaller numbers, or --event alone?");
    if (options.json) {
        console.out << nlohmann::ordered_json{{"mt2_gev", mt2_gev},
                                              {"mt2_squared_gev2", mt2_gev * mt2_gev},
                                              {"regime", regime_text(regime)}}
                           .dump(2)
                    << '\n';
    } else {
        console.out << fmt::format("{}\n", options.squared ? mt2_gev * mt2_gev : mt2_gev);
    }
    return console::exit_finished;
}

int solve(Options const& options, console::Console& console) {
    BALMER_VALIDATE(
        options.event.empty() != options.data.empty(),
        "either --data FILE or --event with ten numbers is required. See balmer mt2 --help");
    return options.data.empty() ? solve_event(options, console) : solve_file(options, console);
}

void add_sources(CLI::App& command, Options& options) {
    auto const add = [&](std::string const& name, std::string& value, char const* text) {
        command.add_option("--" + name, value, text)
            ->type_name("COLUMN|NUMBER")
            ->group("Columns, or numbers for all events [GeV]");
    };
    for (std::size_t i = 0; i < mt2_quantities.size(); ++i) {
        add(mt2_quantities[i].name, options.sources[i], mt2_quantities[i].text);
    }
    add("m", options.both_m, "both visible masses");
    add("chi", options.both_chi, "both invisible masses");
}

}  // namespace

void add_mt2(CLI::App& app, Action& action) {
    auto options = std::make_shared<Options>();
    auto& command = *app.add_subcommand("mt2", "stransverse mass MT2 of the events of a file");
    command.add_option("--data", options->data, "file of events")->type_name("FILE");
    command
        .add_option(
            "--out", options->out,
            "file to write: HDF5 if it ends in .h5 or .hdf5, else CSV (default: standard output)")
        ->type_name("FILE");
    command.add_option("--event", options->event, "one event, instead of --data")
        ->type_name("m1 p1x p1y m2 p2x p2y pmissx pmissy chi1 chi2")
        ->expected(static_cast<int>(mt2_quantities.size()));
    command.add_flag("--squared", options->squared, "write MT2^2 as well (with --event: instead)");
    command.add_flag("--skip-bad", options->skip_bad,
                     "write nan for invalid events instead of ending with an error");
    command.add_flag("--overwrite", options->overwrite, "replace --out if it exists");
    command.add_flag("--json", options->json, "print the summary, or the event's MT2, as JSON");
    add_sources(command, *options);
    command.footer(mt2_footer);
    command.callback([options, &action] {
        action = {[options](console::Console& console) { return solve(*options, console); }, false};
    });
}

}  // namespace balmer::app
