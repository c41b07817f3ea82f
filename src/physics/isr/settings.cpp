#include "balmer/physics/isr/sample.hpp"

#include "physics/settings_checks.hpp"

#include <cmath>

namespace balmer::physics::isr {
namespace {

constexpr std::uint64_t event_count_max = 1'000'000'000;
constexpr std::size_t bin_count_max = 2000;

void check_bin_count(char const* axis, std::size_t bin_count, ProblemList& problems) {
    if (bin_count < 1 || bin_count > bin_count_max) {
        problems.add(sentence("there are ", bin_count, " bins in ", axis, " (must be 1 to ",
                              bin_count_max, "). Take 100?"));
    }
}

void check_bins(Settings const& settings, ProblemList& problems) {
    auto const& bins = settings.bin_counts;
    check_bin_count("x", bins.x, problems);
    check_bin_count("sin(theta)", bins.sin_theta, problems);
    if (settings.kind == SampleKind::warm_up && (bins.x == 1 || bins.sin_theta == 1)) {
        problems.add(
            "the warm-up has 1 grid point in one direction (must be at least 2, since "
            "both ends are on the grid). Take 100?");
    } else if (bins.x == 1 && bins.sin_theta == 1) {
        problems.add("all events are in one bin (must be at least 2 bins). Take 100?");
    }
}

void check_resolution(Settings const& settings, ProblemList& problems) {
    auto const& [kind, size] = settings.resolution;
    if (!(size >= 0 && size <= 1)) {
        double const usual = kind == EnergyResolution::Kind::stochastic ? 0.17 : 0.05;
        problems.add(sentence("the ", to_string(kind), " resolution is ", size,
                              " (must be from 0, exact, to 1). Take ", usual, "?"));
    } else if (size > 0 && settings.kind == SampleKind::warm_up) {
        problems.add(
            "a resolution was given for the warm-up (it has no events to measure). Take "
            "the splitting sample?");
    }
    if (kind == EnergyResolution::Kind::stochastic && settings.kind == SampleKind::splitting) {
        problems.add(
            "a stochastic resolution was given for the splitting sample (it depends on "
            "the energy in GeV, but that sample knows x alone). Take a relative one?");
    }
}

void check_window(Settings const& settings, ProblemList& problems) {
    if (!settings.window) return;
    auto const& [low, high] = *settings.window;
    auto const& histogram = grid_of(settings).x.range;
    if (settings.kind != SampleKind::splitting) {
        problems.add(sentence("a window of x was given for the ", to_string(settings.kind),
                              " sample (only the splitting sample has one). Leave it out?"));
    } else if (!(low > 0 && low <= histogram.low && high >= histogram.high && high <= 2)) {
        problems.add(sentence("the window of x is ", low, " to ", high,
                              " (must cover the histogram, ", histogram.low, " to ", histogram.high,
                              ", and be inside of 0 to 2, 0 excluded). Take 0.0955 to 1.0045?"));
    }
}

}  // namespace

std::string to_string(SampleKind kind) {
    switch (kind) {
        case SampleKind::warm_up:
            return "warm-up";
        case SampleKind::splitting:
            return "splitting";
        case SampleKind::neutralino:
            return "neutralino";
    }
    return "?";
}

std::string to_string(Method method) {
    switch (method) {
        case Method::events:
            return "events";
        case Method::exact:
            return "exact";
        case Method::expected:
            return "expected";
    }
    return "?";
}

void validate(Settings const& settings) {
    ProblemList problems;
    bool const has_events = settings.kind != SampleKind::warm_up;
    if (has_events && (settings.event_count < 1 || settings.event_count > event_count_max)) {
        problems.add(sentence("there are ", settings.event_count, " events (must be 1 to ",
                              event_count_max, "). Take 100000000?"));
    }
    check_bins(settings, problems);
    check_resolution(settings, problems);
    check_window(settings, problems);
    problems.throw_if_any();
}

}  // namespace balmer::physics::isr
