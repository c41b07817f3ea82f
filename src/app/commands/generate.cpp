#include "balmer/app/exit_code.hpp"
#include "balmer/app/version_text.hpp"
#include "balmer/base/error.hpp"
#include "balmer/data/event_file.hpp"
#include "balmer/physics/processes/wbf.hpp"

#include "checks.hpp"
#include "commands.hpp"

#include <cerrno>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace balmer::app {
namespace {

struct WbfOptions {
    physics::WbfSettings settings;
    std::filesystem::path out;
    std::string pdf = "cteq5l";
    bool force = false;
    bool json = false;
};

/// Whether a file can be made there; asked by making one, since rights alone do not tell.
int make_and_remove(std::filesystem::path const& file) {
    int const descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor < 0) return errno;
    ::close(descriptor);
    ::unlink(file.c_str());
    return 0;
}

void check_out(WbfOptions const& options) {
    namespace fs = std::filesystem;
    BALMER_VALIDATE(options.out.has_filename() && !fs::is_directory(options.out),
                    "--out '" + options.out.string() + "' is no name of a file. Take wbf.h5?");
    if (fs::exists(options.out) && !options.force) {
        throw InputError("'" + options.out.string() +
                         "' is there already (not overwritten). Add --force, or another --out");
    }
    auto const folder = options.out.parent_path();
    if (!folder.empty() && !fs::is_directory(folder)) {
        throw InputError("no folder '" + folder.string() + "' for --out. Make it first");
    }
    auto const probe = options.out.string() + "." + std::to_string(::getpid()) + ".probe";
    if (int const problem = make_and_remove(probe); problem != 0) {
        throw IoError("write", options.out.string(), problem);
    }
}

/// A sample is made in memory: the events themselves, and the columns of the file.
void check_memory(std::size_t event_count) {
    constexpr double bytes_of_event = sizeof(physics::WbfEvent) + 64 * sizeof(double);
    double const needed_gb = 1e-9 * bytes_of_event * static_cast<double>(event_count);
    double const memory_gb = 1e-9 * static_cast<double>(::sysconf(_SC_PHYS_PAGES)) *
                             static_cast<double>(::sysconf(_SC_PAGESIZE));
    BALMER_VALIDATE(needed_gb < memory_gb,
                    fmt::format("--events {} needs about {:.3g} GB of memory (this machine has "
                                "{:.3g} GB). Make fewer, or several files with different --seed?",
                                event_count, needed_gb, memory_gb));
}

/// A line redrawn in place on a terminal; nothing in a log, since it takes seconds.
auto progress_on(Console& console) {
    return [&console](double fraction) {
        if (console.err_width == 0) return;
        console.err << fmt::format("\rgenerating {:3.0f} %", 100 * fraction)
                    << (fraction >= 1 ? "\r\x1b[K" : "") << std::flush;
    };
}

void print_summary(Console& console, WbfOptions const& options,
                   physics::WbfSummary const& summary) {
    auto const& s = summary;
    if (options.json) {
        nlohmann::ordered_json const json = {{"file", options.out.string()},
                                             {"events", options.settings.event_count},
                                             {"theta", options.settings.theta},
                                             {"seed", options.settings.seed},
                                             {"cross_section_pb", s.cross_section_pb.value},
                                             {"cross_section_error_pb", s.cross_section_pb.error},
                                             {"efficiency", s.efficiency},
                                             {"score_mean", s.score_mean.value},
                                             {"score_mean_error", s.score_mean.error},
                                             {"score_variance", s.score_variance},
                                             {"sigma_linear", s.linear.value},
                                             {"sigma_linear_error", s.linear.error},
                                             {"sigma_quadratic", s.quadratic.value},
                                             {"sigma_quadratic_error", s.quadratic.error}};
        console.out << json.dump(2) << '\n';
        return;
    }
    console.out << fmt::format(
        "file            {}\n"
        "events          {} at theta = {} TeV^-2, seed {}\n"
        "cross-section   {:.5g} +- {:.2g} pb\n"
        "efficiency      {:.3g} of the trials accepted\n"
        "score           mean {:.4g} +- {:.2g} TeV^2, variance {:.4g} TeV^4\n"
        "sigma(theta+d)  sigma(theta) (1 + {:.4g} d + {:.4g} d^2), d in TeV^-2\n",
        options.out.string(), options.settings.event_count, options.settings.theta,
        options.settings.seed, s.cross_section_pb.value, s.cross_section_pb.error, s.efficiency,
        s.score_mean.value, s.score_mean.error, s.score_variance, s.linear.value,
        s.quadratic.value);
}

int generate_wbf(WbfOptions options, Console& console) {
    options.settings.pdf = *physics::parton_density_set(options.pdf);
    check_memory(options.settings.event_count);
    check_out(options);
    options.settings.progress = progress_on(console);
    auto const sample = physics::sample_wbf(options.settings);
    auto file = physics::to_event_file(sample);
    file.created_by = created_by();
    data::write_event_file(options.out, file);
    print_summary(console, options, sample.summary);
    return exit_finished;
}

void add_wbf(CLI::App& generate, Action& action) {
    auto options = std::make_shared<WbfOptions>();
    auto& command = *generate.add_subcommand(
        "wbf", "pp -> H jj by W fusion with a CP-odd operator f_WW~; target: the score");
    auto& settings = options->settings;
    command.add_option("--events", settings.event_count, "unweighted events to make")
        ->required()
        ->check(whole_number(1, 1000000000000000));
    command.add_option("--theta", settings.theta, "Wilson coefficient [TeV^-2]")
        ->capture_default_str();
    command.add_option("--seed", settings.seed, "of every random number")
        ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()))
        ->capture_default_str();
    command.add_option("--out", options->out, "HDF5 file to write")->required();
    std::vector<std::string> sets;
    for (auto const set : physics::all_parton_density_sets) {
        sets.push_back(physics::to_string(set));
    }
    command.add_option("--pdf", options->pdf, "parton densities")
        ->check(CLI::IsMember(sets))
        ->capture_default_str();
    command.add_flag("--subtract,!--keep-mean", settings.subtract,
                     "subtract the mean score, which is 0 at theta = 0 by CP (default: keep it)");
    command.add_flag("--force", options->force, "overwrite --out");
    command.add_flag("--json", options->json, "print the summary as JSON");
    command.footer(
        R"(Features x_p1 = pT1/mH, x_p2 = pT2/mH, dphi (signed), deta, and pt1 pt2 eta1 eta2 mjj
x_px s_phi; target score = d ln|M|^2 / d theta [TeV^2]. Made from the seed alone: the same file
everywhere. Section 4 of arXiv:2109.10414.

Example: balmer generate wbf --events 500000 --theta 0 --seed 1 --out wbf_f0.h5)");
    command.callback([options, &action] {
        action = {[options](Console& console) { return generate_wbf(*options, console); }, false};
    });
}

}  // namespace

void add_generate(CLI::App& app, Action& action) {
    auto& command = *app.add_subcommand("generate", "make events of the papers' processes");
    command.require_subcommand(1);
    add_wbf(command, action);
}

}  // namespace balmer::app
