#include "balmer/base/error.hpp"
#include "balmer/physics/processes/wbf.hpp"

#include <cmath>
#include <memory>
#include <sstream>

namespace balmer::physics {
namespace {

template <class... Parts>
std::string text(Parts const&... parts) {
    std::ostringstream stream;
    (stream << ... << parts);
    return stream.str();
}

void check_cuts(WbfSettings const& settings, ProblemList& problems) {
    auto const& cuts = settings.cuts;
    if (!(cuts.jet_pt_min_gev >= 1 && cuts.jet_pt_min_gev < settings.sqrt_s_gev / 2)) {
        problems.add(text("jet_pt_min is ", cuts.jet_pt_min_gev,
                          " GeV (must be at least 1 and below sqrt_s / 2). Take 20?"));
    }
    if (!(cuts.jet_eta_max > 0 && std::isfinite(cuts.jet_eta_max))) {
        problems.add(
            text("jet_eta_max is ", cuts.jet_eta_max, " (must be positive and finite). Take 5?"));
    }
    if (!(cuts.jet_separation_min >= 0 && cuts.jet_separation_min < 2 * cuts.jet_eta_max)) {
        problems.add(text("jet_separation_min is ", cuts.jet_separation_min,
                          " (must be at least 0 and below 2 jet_eta_max). Take 2?"));
    }
}

void check_density(WbfSettings const& settings, ProblemList& problems) {
    std::unique_ptr<PartonDensity const> density;
    try {
        density = make_parton_density(settings.pdf);
    } catch (InputError const& error) {
        return problems.add(error.what());
    }
    auto const range = density->range();
    double const q_gev = settings.factorisation_scale_gev;
    if (!(q_gev >= range.q_min_gev && q_gev <= range.q_max_gev)) {
        problems.add(text("factorisation_scale is ", q_gev, " GeV (", settings.pdf, " holds from ",
                          range.q_min_gev, " to ", range.q_max_gev, " GeV). Take the W mass?"));
    }
    double const x_min = std::pow(higgs_mass_gev / settings.sqrt_s_gev, 2);
    if (!(x_min >= range.x_min)) {
        problems.add(text("sqrt_s is ", settings.sqrt_s_gev, " GeV, so x reaches down to ", x_min,
                          " (", settings.pdf, " holds above ", range.x_min,
                          "). Take a smaller sqrt_s?"));
    }
}

}  // namespace

void validate(WbfSettings const& settings) {
    ProblemList problems;
    if (!std::isfinite(settings.theta) || std::abs(settings.theta) > 1e6) {
        problems.add(text("theta is ", settings.theta,
                          " TeV^-2 (must be finite, at most 1e6 in size). Take 0 or 1?"));
    }
    if (settings.event_count == 0) {
        problems.add("the number of events is 0 (must be at least 1). Take 500000?");
    }
    if (!(settings.sqrt_s_gev > 2 * higgs_mass_gev && std::isfinite(settings.sqrt_s_gev))) {
        problems.add(text("sqrt_s is ", settings.sqrt_s_gev, " GeV (must be finite and above ",
                          2 * higgs_mass_gev, "). Take 13000?"));
    }
    if (!std::isfinite(settings.target.scale) || settings.target.scale == 0) {
        problems.add(
            text("scale is ", settings.target.scale, " (must be finite and not zero). Take 1?"));
    }
    if (settings.detector) check(*settings.detector, problems);
    check_cuts(settings, problems);
    check_density(settings, problems);
    problems.throw_if_any();
}

}  // namespace balmer::physics
