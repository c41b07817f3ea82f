#include "balmer/base/error.hpp"
#include "balmer/physics/zh/sample.hpp"

#include "generate_commands.hpp"
#include "generation.hpp"

#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace balmer::app {
namespace {

constexpr char const* zh_footer =
    R"(Features of the Z and Higgs boson: x_p = pT/mH, x_eta = |eta_Z - eta_H|, pT, eta_Z, eta_H,
eta_minus, eta_plus and m_ZH. Target: score = d ln|M|^2 / d theta [TeV^2], minus its mean over the
events unless --keep-mean; the tables of the paper have 10 times that (--scale 10). With --flavours
ud the score is that of the quark in the event: a fit yields the mean over quarks. Latent columns:
flavour, x1, x2, cos_theta_star, p0 a b of |M|^2 = p0 + a theta + b theta^2, and the momenta. The
scale of the parton densities is sqrt(s) of the quarks, limited to the range of the set. The file
depends on the options alone, not on the number of ranks. See Section 3 of arXiv:2109.10414 and
docs/physics.md.

Examples:
  balmer generate zh --events 500000 --theta 0 --scale 10 --out zh_f0.h5
  mpirun -n 2 balmer generate zh --events 500000 --theta 10 --photon --flavours ud --out zh_f10.h5)";

struct ZhOptions {
    GenerationOptions generation;
    physics::zh::Settings settings;
    DetectorOptions detector;
    std::string flavours = "u";
    std::string model = "exact";
    bool has_photon = false;
    bool is_window_off = false;
};

physics::zh::Amplitude amplitude_of(ZhOptions const& options) {
    if (options.model == "eq21") {
        BALMER_VALIDATE(!options.has_photon,
                        "--photon with --model eq21 (Eq. (21) has Z exchange only). Take --model "
                        "exact, or leave out --photon?");
        return physics::zh::Amplitude::eq21;
    }
    return options.has_photon ? physics::zh::Amplitude::z_and_photon : physics::zh::Amplitude::z;
}

physics::zh::Settings settings_of(ZhOptions const& options) {
    auto settings = options.settings;
    settings.event_count = options.generation.event_count;
    settings.seed = options.generation.seed;
    settings.flavours = *physics::zh::flavours_of(options.flavours);
    settings.amplitude = amplitude_of(options);
    if (options.is_window_off) settings.pt_window = physics::zh::no_pt_window;
    settings.detector = detector_of(options.detector);
    return settings;
}

std::string window_text(physics::zh::PtWindow const& window) {
    if (window == physics::zh::no_pt_window) return "none";
    return fmt::format("{} to {} GeV", window.min_gev, window.max_gev);
}

void describe_zh(Generated& generated, physics::zh::Sample const& sample) {
    auto const& settings = sample.settings;
    auto const flavours = to_string(settings.flavours), amplitude = to_string(settings.amplitude);
    generated.summary = {
        {"theta", settings.theta}, {"flavours", flavours}, {"amplitude", amplitude}};
    generated.lines.emplace_back("theta", fmt::format("{} TeV^-2, quarks {}, amplitude {}",
                                                      settings.theta, flavours, amplitude));
    generated.lines.emplace_back("pT window", window_text(settings.pt_window));
    describe_score(generated, sample.summary, settings.detector.has_value());
}

Generator generator_of(ZhOptions const& options) {
    // The event, its observables and momenta, and 25 columns.
    constexpr double bytes_per_event = sizeof(physics::zh::Event) +
                                       sizeof(physics::zh::Observables) +
                                       sizeof(physics::zh::Momenta) + 25 * sizeof(double);
    return generator_for(settings_of(options), bytes_per_event, physics::zh::generate, describe_zh);
}

void add_physics_options(CLI::App& command, ZhOptions& options) {
    auto& settings = options.settings;
    command.add_option("--theta", settings.theta, "Wilson coefficient f_B [TeV^-2]")
        ->capture_default_str();
    command
        .add_option("--flavours", options.flavours,
                    "quarks: u, or ud with each quark in proportion to its rate")
        ->check(CLI::IsMember({"u", "ud"}))
        ->capture_default_str();
    command.add_flag(
        "--photon", options.has_photon,
        "include photon exchange, to which O_B contributes (default: Z exchange only)");
    command
        .add_option("--model", options.model,
                    "exact, or eq21: the approximation of Eq. (21) for s >> m_Z^2")
        ->check(CLI::IsMember({"exact", "eq21"}))
        ->capture_default_str();
    command.add_option("--pdf", settings.pdf, physics::parton_density_choices())
        ->capture_default_str();
}

void add_window(CLI::App& command, ZhOptions& options) {
    auto& window = options.settings.pt_window;
    auto* const least = command.add_option("--pt-min", window.min_gev, "minimum pT of the Z [GeV]")
                            ->capture_default_str()
                            ->group("Cuts");
    auto* const most = command.add_option("--pt-max", window.max_gev, "maximum pT of the Z [GeV]")
                           ->capture_default_str()
                           ->group("Cuts");
    command.add_flag("--no-pt-window", options.is_window_off, "allow any pT")
        ->excludes(least)
        ->excludes(most)
        ->group("Cuts");
}

}  // namespace

void add_generate_zh(CLI::App& generate, Action& action) {
    auto options = std::make_shared<ZhOptions>();
    auto& command = *generate.add_subcommand(
        "zh", "q qbar -> Z H with the operator O_B; target: the score of f_B");
    add_event_count(command, options->generation);
    add_physics_options(command, *options);
    add_generation_options(command, options->generation);
    add_score_options(command, options->settings.target);
    add_window(command, *options);
    add_detector_options(command, options->detector);
    command.footer(zh_footer);
    command.callback([options, &action] {
        action = generating(options->generation, [options] { return generator_of(*options); });
    });
}

}  // namespace balmer::app
