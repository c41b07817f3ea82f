#include "balmer/physics/wbf/sample.hpp"

#include "physics/settings_checks.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics::wbf {
namespace {

void check_cuts(Settings const& settings, ProblemList& problems) {
    auto const& cuts = settings.cuts;
    if (!(cuts.jet_pt_min_gev >= 1 && cuts.jet_pt_min_gev < settings.sqrt_s_gev / 2)) {
        problems.add(sentence("jet_pt_min is ", cuts.jet_pt_min_gev,
                              " GeV (must be at least 1 and below sqrt_s / 2). Take 20?"));
    }
    bool const has_eta_max = cuts.jet_eta_max > 0 && std::isfinite(cuts.jet_eta_max);
    if (!has_eta_max) {
        problems.add(sentence("jet_eta_max is ", cuts.jet_eta_max,
                              " (must be positive and finite). Take 5?"));
    }
    double const eta_max = has_eta_max ? cuts.jet_eta_max : Cuts{}.jet_eta_max;
    if (!(cuts.jet_separation_min >= 0 && cuts.jet_separation_min < 2 * eta_max)) {
        problems.add(sentence("jet_separation_min is ", cuts.jet_separation_min,
                              " (must be at least 0 and below 2 jet_eta_max, ", 2 * eta_max,
                              "). Take ", std::min(2.0, eta_max), "?"));
    }
}

}  // namespace

void validate(Settings const& settings) {
    ProblemList problems;
    check_score(settings.theta, settings.target, problems);
    check_event_count(settings.event_count, 500000, problems);
    if (!(settings.sqrt_s_gev > 2 * higgs_mass_gev && std::isfinite(settings.sqrt_s_gev))) {
        problems.add(sentence("sqrt_s is ", settings.sqrt_s_gev, " GeV (must be finite and above ",
                              2 * higgs_mass_gev, "). Take 13000?"));
    }
    if (settings.detector) check(*settings.detector, problems);
    check_cuts(settings, problems);
    double const x_min = std::pow(higgs_mass_gev / settings.sqrt_s_gev, 2);
    double const scale_gev = settings.factorisation_scale_gev;
    check_density(settings.pdf, {x_min, scale_gev, scale_gev}, problems);
    problems.throw_if_any();
}

}  // namespace balmer::physics::wbf
