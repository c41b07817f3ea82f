#include "balmer/physics/mt2.hpp"

#include "balmer/app/exit_code.hpp"
#include "balmer/app/version_text.hpp"
#include "balmer/base/atomic_file.hpp"
#include "balmer/base/error.hpp"
#include "balmer/data/columns.hpp"
#include "balmer/data/event_file.hpp"

#include "commands.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace balmer::app {
namespace {

namespace fs = std::filesystem;
using physics::Mt2Event;

constexpr char const* footer =
    R"(MT2 = min over q1 + q2 = (pmissx, pmissy) of max(mT1(q1), mT2(q2)), where branch i has a visible
part of mass m, momentum (px, py) and an invisible one of mass chi and momentum q:
mT^2 = m^2 + chi^2 + 2 (E e - p.q), E^2 = m^2 + p^2, e^2 = chi^2 + q^2. All in GeV. Masses may
differ, upstream radiation is allowed, and so is anything massless; relative error below 1e-9.

--data is an event file, another HDF5 file, or text with a header line (CSV, TSV, blanks). Columns
are m1 p1x p1y m2 p2x p2y pmissx pmissy chi1 chi2 unless options name others or give numbers. The
answer is a column "mt2" with a row for each event, in their order: CSV on standard output, or the
file --out, which is HDF5 (with the events as latent columns) where its name ends in .h5 or .hdf5.

Examples:
  balmer mt2 --event 100 410 20  150 -210 -300  -200 280  100 100      412.627668458219
  balmer mt2 --data events.csv --chi 100 > mt2.csv
  balmer mt2 --data events.h5 --m1 /tree/m_jet1 --m2 0 --chi 50 --squared --out mt2.h5)";

/// One of the ten numbers of an event.
struct Quantity {
    char const* name;
    char const* text;
    double Mt2Event::*missing;
    physics::Mt2Branch Mt2Event::*branch;
    double physics::Mt2Branch::*component;

    double& in(Mt2Event& event) const {
        return missing != nullptr ? event.*missing : event.*branch.*component;
    }
};

using Branch = physics::Mt2Branch;

/// In the order of --event.
constexpr std::array quantities = {
    Quantity{"m1", "mass of visible part 1", nullptr, &Mt2Event::first, &Branch::visible_mass_gev},
    Quantity{"p1x", "px of visible part 1", nullptr, &Mt2Event::first, &Branch::px_gev},
    Quantity{"p1y", "py of visible part 1", nullptr, &Mt2Event::first, &Branch::py_gev},
    Quantity{"m2", "mass of visible part 2", nullptr, &Mt2Event::second, &Branch::visible_mass_gev},
    Quantity{"p2x", "px of visible part 2", nullptr, &Mt2Event::second, &Branch::px_gev},
    Quantity{"p2y", "py of visible part 2", nullptr, &Mt2Event::second, &Branch::py_gev},
    Quantity{"pmissx", "missing px", &Mt2Event::missing_px_gev, nullptr, nullptr},
    Quantity{"pmissy", "missing py", &Mt2Event::missing_py_gev, nullptr, nullptr},
    Quantity{"chi1", "mass of invisible part 1", nullptr, &Mt2Event::first,
             &Branch::invisible_mass_gev},
    Quantity{"chi2", "mass of invisible part 2", nullptr, &Mt2Event::second,
             &Branch::invisible_mass_gev}};

struct Mt2Options {
    fs::path data;
    fs::path out;
    std::vector<double> event;
    /// A column's name, or a number, of each quantity.
    std::array<std::string, quantities.size()> sources;
    std::string both_m, both_chi;
    bool squared = false;
    bool overwrite = false;
    bool json = false;

    bool is_hdf5() const { return out.extension() == ".h5" || out.extension() == ".hdf5"; }
};

/// The number that all of `text` is.
std::optional<double> number(std::string const& text) {
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const is_number = error == std::errc() && end == text.data() + text.size();
    return is_number ? std::optional(value) : std::nullopt;
}

/// What the quantities of each event are.
struct Plan {
    /// With the numbers that are the same for every event.
    Mt2Event constants;
    std::vector<std::string> columns;
    /// That the columns go to.
    std::vector<Quantity> targets;
};

Plan plan_of(Mt2Options const& options) {
    Plan plan;
    for (std::size_t i = 0; i < quantities.size(); ++i) {
        if (auto const constant = number(options.sources[i])) {
            quantities[i].in(plan.constants) = *constant;
            continue;
        }
        plan.columns.push_back(options.sources[i]);
        plan.targets.push_back(quantities[i]);
    }
    // A mass given on the command line may be wrong, whatever the file has.
    if (auto const problem = problem_of(plan.constants); !problem.empty()) {
        throw InputError(problem + ". Give another number, or the name of a column?");
    }
    BALMER_VALIDATE(!plan.columns.empty(),
                    "every quantity is a number (one at least must be a column of --data). Take "
                    "--event for a single event?");
    return plan;
}

void check_out(Mt2Options const& options) {
    if (options.out.empty()) return;
    BALMER_VALIDATE(options.out.has_filename() && !fs::is_directory(options.out),
                    "--out '" + options.out.string() + "' is no name of a file. Take mt2.csv?");
    std::error_code ignored;
    BALMER_VALIDATE(!fs::equivalent(options.out, options.data, ignored),
                    "--out '" + options.out.string() +
                        "' is the file of --data (it would be lost). Take another name?");
    BALMER_VALIDATE(options.overwrite || !fs::exists(options.out),
                    "'" + options.out.string() +
                        "' is there already (not overwritten). Add --overwrite, or another --out");
    auto const folder = options.out.parent_path();
    BALMER_VALIDATE(folder.empty() || fs::is_directory(folder),
                    "no folder '" + folder.string() + "' for --out. Make it first");
}

/// Opened before anything is written.
struct Source {
    Plan plan;
    data::NamedColumns file;
};

struct Tally {
    std::size_t event_count = 0;
    std::size_t unbalanced_count = 0;
    std::size_t long_double_count = 0;

    void add(physics::Mt2Result const& result) {
        ++event_count;
        unbalanced_count += result.regime != physics::Mt2Regime::balanced;
        long_double_count += result.method == physics::Mt2Method::patient_newton ||
                             result.method == physics::Mt2Method::bisection;
    }
};

/// Calls take(event, mt2_gev) for each event of the file, in their order.
template <class Take>
Tally for_each_event(Mt2Options const& options, Source const& source, Console& console,
                     Take const& take) {
    Plan const& plan = source.plan;
    std::size_t const event_count = source.file.row_count();
    Tally tally;
    source.file.read([&](data::ColumnRows const& rows) {
        for (std::size_t row = 0; row < rows.row_count; ++row) {
            Mt2Event event = plan.constants;
            for (std::size_t i = 0; i < plan.targets.size(); ++i) {
                plan.targets[i].in(event) = rows.columns[i][row];
            }
            if (auto const problem = problem_of(event); !problem.empty()) {
                throw DataError(fmt::format("{} of '{}': {}. Leave the event out?",
                                            rows.place_of(row), options.data.string(), problem));
            }
            auto const result = physics::mt2(event);
            tally.add(result);
            take(event, result.mt2_gev);
        }
        if (console.err_width > 0) {
            bool const is_done = tally.event_count == event_count;
            console.err << fmt::format("\rsolving {:3.0f} %",
                                       100 * static_cast<double>(tally.event_count) /
                                           static_cast<double>(event_count))
                        << (is_done ? "\r\x1b[K" : "") << std::flush;
        }
    });
    return tally;
}

Tally write_csv(Mt2Options const& options, Source const& source, Console& console,
                std::ostream& stream) {
    stream << (options.squared ? "mt2,mt2_squared\n" : "mt2\n");
    return for_each_event(options, source, console, [&](Mt2Event const&, double mt2_gev) {
        // The shortest text that reads back as the same number.
        stream << (options.squared ? fmt::format("{},{}\n", mt2_gev, mt2_gev * mt2_gev)
                                   : fmt::format("{}\n", mt2_gev));
    });
}

Tally write_csv_file(Mt2Options const& options, Source const& source, Console& console) {
    auto const temporary = temporary_name(options.out);
    try {
        errno = 0;
        std::ofstream file(temporary, std::ios::binary);
        auto const tally = write_csv(options, source, console, file);
        file.close();
        if (!file) throw IoError("write", options.out.string(), errno);
        commit_file(temporary, options.out);
        return tally;
    } catch (...) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        throw;
    }
}

Tally write_hdf5_file(Mt2Options const& options, Source const& source, Console& console) {
    data::EventFile file{.process = "mt2", .created_by = created_by()};
    file.targets.push_back({"mt2", "GeV", "stransverse mass", {}});
    if (options.squared) file.targets.push_back({"mt2_squared", "GeV^2", "MT2^2", {}});
    for (auto const& quantity : quantities) {
        file.latent.push_back({quantity.name, "GeV", quantity.text, {}});
    }
    auto const tally =
        for_each_event(options, source, console, [&](Mt2Event event, double mt2_gev) {
            file.targets[0].values.push_back(mt2_gev);
            if (options.squared) file.targets[1].values.push_back(mt2_gev * mt2_gev);
            for (std::size_t i = 0; i < quantities.size(); ++i) {
                file.latent[i].values.push_back(quantities[i].in(event));
            }
        });
    nlohmann::ordered_json parameters = {{"data", options.data.string()}};
    for (std::size_t i = 0; i < quantities.size(); ++i) {
        parameters["columns"][quantities[i].name] = options.sources[i];
    }
    file.parameters = parameters.dump();
    data::write_event_file(options.out, file);
    return tally;
}

void print_tally(Mt2Options const& options, Tally const& tally, Console& console) {
    if (options.json) {
        console.out << nlohmann::ordered_json{{"file", options.out.string()},
                                              {"events", tally.event_count},
                                              {"unbalanced", tally.unbalanced_count},
                                              {"solved_in_long_double", tally.long_double_count}}
                           .dump(2)
                    << '\n';
        return;
    }
    console.out << fmt::format(
        "file            {}\nevents          {}, {} of them unbalanced or of least MT2, {} solved "
        "in long double\n",
        options.out.string(), tally.event_count, tally.unbalanced_count, tally.long_double_count);
}

int solve_file(Mt2Options const& options, Console& console) {
    auto const plan = plan_of(options);
    check_out(options);
    Source const source{plan, data::NamedColumns(options.data, plan.columns)};
    if (options.out.empty()) {
        write_csv(options, source, console, console.out);
        return exit_finished;
    }
    auto const tally = options.is_hdf5() ? write_hdf5_file(options, source, console)
                                         : write_csv_file(options, source, console);
    print_tally(options, tally, console);
    return exit_finished;
}

char const* regime_text(physics::Mt2Regime regime) {
    switch (regime) {
        case physics::Mt2Regime::balanced:
            return "balanced";
        case physics::Mt2Regime::unbalanced:
            return "unbalanced";
        case physics::Mt2Regime::zero:
            return "zero";
        case physics::Mt2Regime::at_infinity:
            return "at infinity";
    }
    return "";
}

int solve_event(Mt2Options const& options, Console& console) {
    Mt2Event event;
    for (std::size_t i = 0; i < quantities.size(); ++i) quantities[i].in(event) = options.event[i];
    auto const [mt2_gev, regime, method] = physics::mt2(event);
    if (options.json) {
        console.out << nlohmann::ordered_json{{"mt2_gev", mt2_gev},
                                              {"mt2_squared_gev2", mt2_gev * mt2_gev},
                                              {"regime", regime_text(regime)}}
                           .dump(2)
                    << '\n';
    } else {
        console.out << fmt::format("{}\n", options.squared ? mt2_gev * mt2_gev : mt2_gev);
    }
    return exit_finished;
}

int solve(Mt2Options options, Console& console) {
    BALMER_VALIDATE(options.event.empty() != options.data.empty(),
                    "give either --data FILE or --event with ten numbers. See balmer mt2 --help");
    if (options.data.empty()) return solve_event(options, console);
    BALMER_VALIDATE(!options.json || !options.out.empty(),
                    "--json describes the file of --out (none is given, so the numbers themselves "
                    "go to standard output). Leave it out?");
    for (std::size_t i = 0; i < quantities.size(); ++i) {
        if (!options.sources[i].empty()) continue;
        std::string const name = quantities[i].name;
        auto const& both = name.starts_with("chi") ? options.both_chi : options.both_m;
        bool const is_mass = quantities[i].missing == nullptr && name.find('p') != 0;
        options.sources[i] = is_mass && !both.empty() ? both : name;
    }
    return solve_file(options, console);
}

}  // namespace

void add_mt2(CLI::App& app, Action& action) {
    auto options = std::make_shared<Mt2Options>();
    auto& command = *app.add_subcommand("mt2", "stransverse mass MT2 of the events of a file");
    command.add_option("--data", options->data, "file of events");
    command.add_option("--out", options->out,
                       "file to write: HDF5 by .h5 or .hdf5, else CSV (default: standard output)");
    command.add_option("--event", options->event, "one event, in place of --data")
        ->type_name("m1 p1x p1y m2 p2x p2y pmissx pmissy chi1 chi2")
        ->expected(static_cast<int>(quantities.size()));
    command.add_flag("--squared", options->squared, "MT2^2 as well (--event: instead)");
    command.add_flag("--overwrite", options->overwrite, "replace --out if it is there");
    command.add_flag("--json", options->json, "print the summary, or the event's MT2, as JSON");
    for (std::size_t i = 0; i < quantities.size(); ++i) {
        command
            .add_option("--" + std::string(quantities[i].name), options->sources[i],
                        quantities[i].text)
            ->type_name("COLUMN|NUMBER")
            ->group("Columns, or numbers that hold for every event [GeV]");
    }
    auto const add_both = [&](char const* name, std::string& value, char const* text) {
        command.add_option(name, value, text)
            ->type_name("COLUMN|NUMBER")
            ->group("Columns, or numbers that hold for every event [GeV]");
    };
    add_both("--m", options->both_m, "both visible masses");
    add_both("--chi", options->both_chi, "both invisible masses");
    command.footer(footer);
    command.callback([options, &action] {
        action = {[options](Console& console) { return solve(*options, console); }, false};
    });
}

}  // namespace balmer::app
