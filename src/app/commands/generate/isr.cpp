#include "balmer/base/error.hpp"
#include "balmer/physics/isr/sample.hpp"

#include "../checks.hpp"
#include "generate_commands.hpp"
#include "generation.hpp"

#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

namespace isr = physics::isr;

constexpr char const* isr_footer =
    R"(Samples:
  warm-up     the splitting function (1 + (1 - x)^2) / (x sin^2 theta) on grid points
  splitting   events of this distribution in bins of x and sin(theta) in [0.1, 1]; default 10^8 events
  neutralino  events of e+ e- -> chi chi gamma at 500 GeV, chi of 225 GeV, in bins of x in
              [0.03, 0.19]; default 10^7 events
Features: x = 2 E / sqrt(s), and sin_theta except with --bins-sin-theta 1. Target: density, per unit
of the features and normalised to one over the histogram; weight = 1 / variance of the density, from
the expected count. Events measured outside of the histogram are lost. The file depends on the options
alone, not on the number of ranks. See Section III of arXiv:2211.08420 and docs/physics.md.

Examples:
  balmer generate isr --sample warm-up --out table4.h5
  balmer generate isr --sample splitting --seed 1 --out table5.h5
  balmer generate isr --sample splitting --resolution 0.05 --method exact --out table7.h5
  mpirun -n 2 balmer generate isr --sample neutralino --stochastic 0.17 --out table8.h5)";

struct IsrOptions {
    GenerationOptions generation;
    std::string sample;
    std::optional<std::uint64_t> event_count;
    std::optional<std::string> method;
    std::size_t bin_count = 100;
    std::optional<std::size_t> sin_theta_bin_count;
    std::optional<double> resolution, stochastic;
    bool is_absolute = false;
    std::vector<double> window;
};

isr::SampleKind kind_of(std::string const& sample) {
    if (sample == to_string(isr::SampleKind::warm_up)) return isr::SampleKind::warm_up;
    if (sample == to_string(isr::SampleKind::neutralino)) return isr::SampleKind::neutralino;
    return isr::SampleKind::splitting;
}

/// The published spectra of the neutralino sample are in x only.
std::size_t sin_theta_bin_count(IsrOptions const& options) {
    bool const has_angle = kind_of(options.sample) != isr::SampleKind::neutralino;
    return options.sin_theta_bin_count.value_or(has_angle ? options.bin_count : 1);
}

isr::Method method_of(std::string const& method) {
    if (method == to_string(isr::Method::exact)) return isr::Method::exact;
    if (method == to_string(isr::Method::expected)) return isr::Method::expected;
    return isr::Method::events;
}

/// The numbers of events of the paper; for the warm-up, the number of grid points.
std::uint64_t default_event_count(IsrOptions const& options) {
    switch (kind_of(options.sample)) {
        case isr::SampleKind::warm_up:
            return options.bin_count * sin_theta_bin_count(options);
        case isr::SampleKind::splitting:
            return 100'000'000;
        case isr::SampleKind::neutralino:
            return 10'000'000;
    }
    return 0;
}

isr::EnergyResolution resolution_of(IsrOptions const& options) {
    using Kind = isr::EnergyResolution::Kind;
    if (options.stochastic) return {Kind::stochastic, *options.stochastic};
    return {options.is_absolute ? Kind::absolute : Kind::relative, options.resolution.value_or(0)};
}

/// Refuses options that have no effect because of another.
void check_together(IsrOptions const& options) {
    ProblemList problems;
    if (kind_of(options.sample) == isr::SampleKind::warm_up) {
        auto const refuse = [&](bool is_given, char const* name) {
            if (!is_given) return;
            problems.add(
                std::string(name) +
                " has no effect with --sample warm-up (which has no events). Leave it out?");
        };
        refuse(options.event_count.has_value(), "--events");
        refuse(options.method.has_value(), "--method");
    }
    if (options.is_absolute && !options.resolution) {
        problems.add("--absolute needs --resolution (it changes its meaning). Add it?");
    }
    problems.throw_if_any();
}

isr::Settings settings_of(IsrOptions const& options) {
    isr::Settings settings{.kind = kind_of(options.sample),
                           .event_count = options.generation.event_count,
                           .seed = options.generation.seed,
                           .bin_counts = {options.bin_count, sin_theta_bin_count(options)},
                           .method = method_of(options.method.value_or("events")),
                           .resolution = resolution_of(options),
                           .window = {}};
    if (!options.window.empty())
        settings.window = isr::Interval{options.window[0], options.window[1]};
    return settings;
}

std::string resolution_text(isr::EnergyResolution const& resolution) {
    if (resolution.size == 0) return "none: energies are exact";
    switch (resolution.kind) {
        case isr::EnergyResolution::Kind::relative:
            return fmt::format("{} of the energy", resolution.size);
        case isr::EnergyResolution::Kind::absolute:
            return fmt::format("{} in x", resolution.size);
        case isr::EnergyResolution::Kind::stochastic:
            return fmt::format("{} / sqrt(E / GeV) of the energy", resolution.size);
    }
    return "?";
}

void describe_events(Generated& generated, isr::Sample const& sample) {
    auto const& settings = sample.settings;
    double const floor = isr::mean_squared_error_floor(sample);
    double const events = static_cast<double>(settings.event_count);
    // Sums of expected counts have rounding errors.
    double const lost = sample.kept_count < (1 - 1e-12) * events ? events - sample.kept_count : 0;
    generated.summary.update({{"method", to_string(settings.method)},
                              {"kept_count", sample.kept_count},
                              {"expected_kept_count", sample.expected_kept_count},
                              {"chi_square", sample.chi_square},
                              {"mean_squared_error_floor", floor}});
    auto& lines = generated.lines;
    lines.emplace_back("method", to_string(settings.method));
    lines.emplace_back("resolution", resolution_text(settings.resolution));
    lines.emplace_back("measured", fmt::format("{:.10g} in the histogram, {:.10g} outside of it",
                                               sample.kept_count, lost));
    lines.emplace_back("chi-square", fmt::format("{:.1f} against the expected counts of {} bins",
                                                 sample.chi_square, sample.cells.size()));
    lines.emplace_back("noise",
                       fmt::format("{:.4g} is the mean squared error of a perfect formula", floor));
}

void describe_isr(Generated& generated, isr::Sample const& sample) {
    auto const& grid = sample.grid;
    bool const has_events = sample.settings.kind != isr::SampleKind::warm_up;
    generated.summary = {{"sample", to_string(sample.settings.kind)},
                         {"rows", sample.cells.size()}};
    generated.lines.emplace_back("sample", to_string(sample.settings.kind));
    generated.lines.emplace_back(
        "rows",
        fmt::format("{}: {} × {} {} of x and sin(theta)", sample.cells.size(), grid.x.bin_count,
                    grid.sin_theta.bin_count, has_events ? "bins" : "grid points"));
    if (has_events) describe_events(generated, sample);
}

Generator generator_of(IsrOptions const& options) {
    check_together(options);
    auto const settings = settings_of(options);
    // Only the bins are held in memory.
    double const cells = static_cast<double>(isr::grid_of(settings).size());
    double const bytes_per_event = cells * (sizeof(isr::Cell) + 10 * sizeof(double)) /
                                   static_cast<double>(settings.event_count);
    return generator_for(settings, bytes_per_event, isr::generate, describe_isr);
}

void add_binning_options(CLI::App& command, IsrOptions& options) {
    command
        .add_option("--bins", options.bin_count,
                    "number of bins in x, and in sin(theta) by default")
        ->check(whole_number(1, 2000))
        ->capture_default_str();
    command
        .add_option(
            "--bins-sin-theta", options.sin_theta_bin_count,
            "number of bins in sin(theta); with 1, the default of the neutralino sample, x is "
            "the only feature")
        ->check(whole_number(1, 2000));
    command
        .add_option(
            "--method", options.method,
            "events: one by one (default); exact: all counts at once from the probabilities "
            "of the bins, with the same distribution; expected: no fluctuations")
        ->check(CLI::IsMember({"events", "exact", "expected"}));
}

void add_resolution_options(CLI::App& command, IsrOptions& options) {
    auto* const resolution =
        command.add_option("--resolution", options.resolution,
                           "standard deviation of the measured energy, relative to it (default: "
                           "energies are exact)");
    command.add_flag("--absolute", options.is_absolute, "--resolution is in x instead of relative");
    command
        .add_option(
            "--stochastic", options.stochastic,
            "standard deviation A sqrt(E / GeV) GeV instead, for the neutralino sample (paper: "
            "A = 0.17)")
        ->excludes(resolution);
    command
        .add_option(
            "--window", options.window,
            "LO,HI: range of true x of the splitting sample (default: 0.1,1; with a resolution "
            "0.0955,1.0045)")
        ->delimiter(',')
        ->expected(2);
}

}  // namespace

void add_generate_isr(CLI::App& generate, Action& action) {
    auto options = std::make_shared<IsrOptions>();
    auto& command =
        *generate.add_subcommand("isr", "initial-state photons in bins; target: their density");
    command.add_option("--sample", options->sample, "the sample, see below")
        ->required()
        ->check(CLI::IsMember({"warm-up", "splitting", "neutralino"}));
    command
        .add_option("--events", options->event_count,
                    "number of events, including lost ones; at most 10^9")
        ->check(whole_number(1, 1'000'000'000));
    add_generation_options(command, options->generation);
    add_binning_options(command, *options);
    add_resolution_options(command, *options);
    command.footer(isr_footer);
    command.callback([options, &action] {
        options->generation.event_count =
            options->event_count.value_or(default_event_count(*options));
        action = generating(options->generation, [options] { return generator_of(*options); });
    });
}

}  // namespace balmer::app
