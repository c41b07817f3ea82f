#include "balmer/base/error.hpp"
#include "balmer/physics/mt2/sample.hpp"

#include "generate_commands.hpp"
#include "generation.hpp"

#include <algorithm>
#include <cmath>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

constexpr char const* mt2_sample_footer =
    R"(Target: mt2_squared [GeV^2] by numerical minimisation; see Section II of arXiv:2211.08420. The cases
are its equations, with missing momentum Q (p1 + p2); mu = m^2 and mu_tilde = chi^2 with the masses m
of both visible and chi of both invisible parts, A_T = E1 E2 + p1.p2:

   case   m    chi     Q        features                   MT2^2
     8    0     0     -1        E1E2 p1p2 p12_squared      2 A_T
     9    0   0..30   -1        A_T mu_tilde               mu_tilde + A_T + sqrt(A_T (A_T + 2 mu_tilde))
    10  0..47   0     -1        A_T mu                     A_T + sqrt(A_T^2 - mu^2)
    11  0..47 0..30   -1        A_T mu mu_tilde            mu_tilde + A_T + sqrt((A_T - mu + 2 mu_tilde) (A_T + mu))
    13  0..47 0..30    0        mu mu_tilde A_T            mu_tilde + mu + sqrt(2 mu_tilde (mu + A_T))
    14    0   0..30    0        E1E2 p1p2 mu_tilde         mu_tilde + sqrt(2 mu_tilde A_T)
    16    0   0..30  -3..3      A_T Q mu_tilde             mu_tilde - Q A_T + sqrt(A_T (2 mu_tilde + Q^2 A_T))
    17    0     0    -3..0      A_T P p12                  2 A_T P / p12

Momenta and masses are uniform in their ranges [GeV]: |p1|, |p2| from 20 to 100 in any direction.
The paper does not state its ranges; the defaults for momenta and masses reproduce the errors that it
quotes for wrong formulas, those for Q are a choice. `balmer mt2 --data FILE` reads the latent columns
m1 p1x p1y m2 p2x p2y pmissx pmissy chi1 chi2. The file depends on the options alone, not on the number
of ranks.

Example: balmer generate mt2 --case 11 --events 40000 --seed 1 --out mt2_eq11.h5)";

struct Mt2Options {
    GenerationOptions generation;
    int which = 0;
    physics::mt2::Ranges ranges;
    /// If not given, the default of the case.
    std::optional<double> visible_mass_min, visible_mass_max;
    std::optional<double> invisible_mass_min, invisible_mass_max;
    std::optional<double> q_min, q_max;
};

/// The given ends, completed by those of `usual`; nullopt if neither is given.
std::optional<physics::mt2::Range> range_of(std::optional<double> low, std::optional<double> high,
                                            physics::mt2::Range const& usual) {
    if (!low && !high) return std::nullopt;
    return physics::mt2::Range{low.value_or(usual.low), high.value_or(usual.high)};
}

physics::mt2::Settings settings_of(Mt2Options const& options) {
    auto const which = physics::mt2::case_of(options.which);
    if (!which) {
        throw InputError(fmt::format(
            "--case {} has no known formula (valid cases are 8, 9, 10, 11, 13, 14, 16 and 17, "
            "the equations of arXiv:2211.08420). Take 11?",
            options.which));
    }
    physics::mt2::Settings settings{.which = *which,
                                    .event_count = options.generation.event_count,
                                    .seed = options.generation.seed,
                                    .ranges = options.ranges};
    settings.ranges.visible_mass_gev = range_of(options.visible_mass_min, options.visible_mass_max,
                                                physics::mt2::visible_mass_range_gev(*which, {}));
    settings.ranges.invisible_mass_gev =
        range_of(options.invisible_mass_min, options.invisible_mass_max,
                 physics::mt2::invisible_mass_range_gev(*which, {}));
    settings.ranges.q = range_of(options.q_min, options.q_max, physics::mt2::q_range(*which, {}));
    return settings;
}

/// Largest |solver / formula - 1| of MT2^2.
double largest_deviation(physics::mt2::Sample const& sample) {
    double largest = 0;
    for (auto const& made : sample.events) {
        double const known =
            physics::mt2::closed_form_mt2_squared_gev2(sample.settings.which, made);
        double const found = made.result.mt2_gev * made.result.mt2_gev;
        if (known > 0) largest = std::max(largest, std::abs(found / known - 1));
    }
    return largest;
}

void describe_mt2_sample(Generated& generated, physics::mt2::Sample const& sample) {
    int const which = static_cast<int>(sample.settings.which);
    double const deviation = largest_deviation(sample);
    auto const hard = std::ranges::count_if(
        sample.events, [](auto const& made) { return is_in_long_double(made.result.method); });
    generated.summary = {{"case", which},
                         {"solved_in_long_double_count", hard},
                         {"largest_relative_deviation", deviation}};
    generated.lines = {
        {"case", fmt::format("Eq. ({}) of arXiv:2211.08420", which)},
        {"MT2", fmt::format("{} of the events solved in long double; MT2^2 within {:.1e} of the "
                            "formula, relative",
                            hard, deviation)}};
}

Generator generator_of(Mt2Options const& options) {
    return generator_for(settings_of(options),
                         sizeof(physics::mt2::SampleEvent) + 14 * sizeof(double),
                         physics::mt2::generate, describe_mt2_sample);
}

void add_ranges(CLI::App& command, Mt2Options& options) {
    auto const add = [&](std::string const& name, auto& value, std::string const& text) {
        return command.add_option(name, value, text)->group("Ranges");
    };
    auto& momentum_gev = options.ranges.momentum_gev;
    add("--momentum-min", momentum_gev.low, "minimum |p1|, |p2| [GeV]")->capture_default_str();
    add("--momentum-max", momentum_gev.high, "maximum |p1|, |p2| [GeV]")->capture_default_str();
    add("--visible-mass-min", options.visible_mass_min,
        "minimum m [GeV], cases 10, 11, 13 (default: 0)");
    add("--visible-mass-max", options.visible_mass_max,
        "maximum m [GeV], cases 10, 11, 13 (default: 47)");
    add("--invisible-mass-min", options.invisible_mass_min,
        "minimum chi [GeV], cases 9, 11, 13, 14, 16 (default: 0)");
    add("--invisible-mass-max", options.invisible_mass_max,
        "maximum chi [GeV], cases 9, 11, 13, 14, 16 (default: 30)");
    add("--q-min", options.q_min, "minimum Q, cases 16 and 17 (default: -3)");
    add("--q-max", options.q_max, "maximum Q, cases 16 (default: 3) and 17 (default: 0)");
}

}  // namespace

void add_generate_mt2(CLI::App& generate, Action& action) {
    auto options = std::make_shared<Mt2Options>();
    auto& command = *generate.add_subcommand(
        "mt2", "two parents, two invisible particles; target: the stransverse mass squared");
    command.add_option("--case", options->which, "8, 9, 10, 11, 13, 14, 16 or 17: see below")
        ->required();
    add_event_count(command, options->generation);
    add_generation_options(command, options->generation);
    add_ranges(command, *options);
    command.footer(mt2_sample_footer);
    command.callback([options, &action] {
        action = generating(options->generation, [options] { return generator_of(*options); });
    });
}

}  // namespace balmer::app
