#include "balmer/physics/wbf/sample.hpp"

#include "generate_commands.hpp"
#include "generation.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

constexpr char const* wbf_footer =
    R"(Features: x_p1 = pT1/mH, x_p2 = pT2/mH, dphi (signed), deta, x_px = sqrt(pT1 pT2)/mH,
s_phi = sin(dphi), and pt1 pt2 eta1 eta2 mjj. Target: score = d ln|M|^2 / d theta [TeV^2].
The file depends on the options alone, not on the number of ranks. See Section 4 of arXiv:2109.10414
and docs/physics.md.

Examples:
  balmer generate wbf --events 500000 --theta 0 --seed 1 --out wbf_f0.h5
  mpirun -n 2 balmer generate wbf --events 500000 --theta 1 --detector --out wbf_f1_detector.h5)";

struct WbfOptions {
    GenerationOptions generation;
    physics::wbf::Settings settings;
    DetectorOptions detector;
};

Generator generator_of(WbfOptions const& options) {
    auto settings = options.settings;
    settings.event_count = options.generation.event_count;
    settings.seed = options.generation.seed;
    settings.detector = detector_of(options.detector);
    return generator_for(
        settings, sizeof(physics::wbf::Event) + 64 * sizeof(double), physics::wbf::generate,
        [](Generated& generated, physics::wbf::Sample const& sample) {
            auto const& made = sample.settings;
            generated.summary = {{"theta", made.theta}};
            generated.lines.emplace_back("theta", fmt::format("{} TeV^-2", made.theta));
            describe_score(generated, sample.summary, made.detector.has_value());
        });
}

void add_cuts(CLI::App& command, physics::wbf::Cuts& cuts) {
    auto const add = [&](char const* name, double& value, char const* text) {
        command.add_option(name, value, text)->capture_default_str()->group("Cuts");
    };
    add("--jet-pt-min", cuts.jet_pt_min_gev, "minimum pT of both jets [GeV]");
    add("--jet-eta-max", cuts.jet_eta_max, "maximum |eta| of both jets");
    add("--jet-separation-min", cuts.jet_separation_min, "minimum |eta1 - eta2|");
}

}  // namespace

void add_generate_wbf(CLI::App& generate, Action& action) {
    auto options = std::make_shared<WbfOptions>();
    auto& command = *generate.add_subcommand(
        "wbf", "pp -> H jj by W fusion with a CP-odd operator f_WW~; target: the score");
    auto& settings = options->settings;
    add_event_count(command, options->generation);
    command.add_option("--theta", settings.theta, "Wilson coefficient [TeV^-2]")
        ->capture_default_str();
    add_generation_options(command, options->generation);
    command.add_option("--pdf", settings.pdf, physics::parton_density_choices())
        ->capture_default_str();
    add_score_options(command, settings.target);
    add_cuts(command, settings.cuts);
    add_detector_options(command, options->detector);
    command.footer(wbf_footer);
    command.callback([options, &action] {
        action = generating(options->generation, [options] { return generator_of(*options); });
    });
}

}  // namespace balmer::app
