#include "balmer/base/error.hpp"

#include "generation.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {

void add_score_options(CLI::App& command, physics::ScoreTarget& target) {
    bool const subtracts = target.subtract;
    auto* const subtract = command.add_flag_callback(
        "--subtract", [&target] { target.subtract = true; },
        fmt::format("subtract d ln sigma / d theta, the mean score of the events, from the "
                    "target{}",
                    subtracts ? " (default)" : ""));
    command
        .add_flag_callback(
            "--keep-mean", [&target] { target.subtract = false; },
            fmt::format("do not subtract the mean from the target{}",
                        subtracts ? "" : " (default)"))
        ->excludes(subtract);
    command.add_option("--scale", target.scale, "factor of the target")->capture_default_str();
}

void add_detector_options(CLI::App& command, DetectorOptions& options) {
    std::string const group = "Detector";
    command
        .add_flag("--detector", options.is_on,
                  "smear pT or energy, eta and phi with Gaussian resolutions. Partons and measured "
                  "momenta must both pass the cuts, so that no events migrate in from outside. The "
                  "score is that of the partons")
        ->group(group);
    command
        .add_option("--resolution-of", options.variable,
                    "the quantity v with sigma = sqrt(a^2 v + b^2 v^2): pt or energy")
        ->check(CLI::IsMember({"pt", "energy"}))
        ->capture_default_str()
        ->group(group);
    auto const add = [&](char const* name, std::optional<double>& value, char const* text) {
        command.add_option(name, value, text)->group(group);
    };
    add("--stochastic", options.stochastic,
        "a, the stochastic term [sqrt(GeV)], up to 1000 (default: 1 for pt, 0.8 for energy)");
    add("--constant", options.constant,
        "b, the constant term, up to 10 (default: 0.1 for pt, 0.05 for energy)");
    add("--eta-resolution", options.eta,
        "standard deviation of the measured eta, up to 10 (default: 0.02)");
    add("--phi-resolution", options.phi,
        "standard deviation of the measured phi [rad], up to 10 (default: 0.02)");
}

std::optional<physics::DetectorSettings> detector_of(DetectorOptions const& options) {
    if (!options.is_on) {
        BALMER_VALIDATE(!options.stochastic && !options.constant && !options.eta && !options.phi &&
                            options.variable == "pt",
                        "resolutions are given without a detector. Add --detector?");
        return std::nullopt;
    }
    bool const is_energy =
        physics::resolution_variable(options.variable) == physics::ResolutionVariable::energy;
    auto settings = is_energy ? physics::energy_detector : physics::DetectorSettings{};
    settings.stochastic = options.stochastic.value_or(settings.stochastic);
    settings.constant = options.constant.value_or(settings.constant);
    settings.eta = options.eta.value_or(settings.eta);
    settings.phi = options.phi.value_or(settings.phi);
    return settings;
}

void describe_score(Generated& generated, physics::ScoreSummary const& s, bool has_detector) {
    generated.summary.update(
        {{"cross_section_pb", s.cross_section_pb.value},
         {"cross_section_error_pb", s.cross_section_pb.error},
         {"efficiency", s.efficiency},
         {"lost_in_detector", s.lost_count},
         {"detector_efficiency", s.detector_efficiency},
         {"measured_cross_section_pb", s.measured_cross_section_pb.value},
         {"measured_cross_section_error_pb", s.measured_cross_section_pb.error},
         {"score_mean", s.score_mean.value},
         {"score_mean_error", s.score_mean.error},
         {"score_variance", s.score_variance},
         {"sigma_linear", s.linear.value},
         {"sigma_linear_error", s.linear.error},
         {"sigma_quadratic", s.quadratic.value},
         {"sigma_quadratic_error", s.quadratic.error}});
    auto& lines = generated.lines;
    auto const rate = [](physics::Estimate const& pb) {
        return fmt::format("{:.5g} +- {:.2g} pb", pb.value, pb.error);
    };
    lines.emplace_back(
        "cross-section",
        rate(s.cross_section_pb) + (has_detector ? " before the detector, of partons" : ""));
    lines.emplace_back("efficiency", fmt::format("{:.3g} of the trials accepted", s.efficiency));
    if (has_detector) {
        lines.emplace_back("detector", fmt::format("{:.4g} of the events kept, {} dropped",
                                                   s.detector_efficiency, s.lost_count));
        lines.emplace_back("measured rate", rate(s.measured_cross_section_pb) +
                                                ", cross-section of the events kept");
    }
    lines.emplace_back("score",
                       fmt::format("mean {:.4g} +- {:.2g} TeV^2, variance {:.4g} TeV^4",
                                   s.score_mean.value, s.score_mean.error, s.score_variance));
    lines.emplace_back(
        "sigma(theta+d)",
        fmt::format("sigma(theta) (1 + {:.4g} d + {:.4g} d^2), d in TeV^-2{}", s.linear.value,
                    s.quadratic.value, has_detector ? "; sigma of the events kept" : ""));
}

}  // namespace balmer::app
