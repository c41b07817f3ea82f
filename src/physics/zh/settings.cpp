#include "balmer/physics/zh/sample.hpp"

#include "physics/settings_checks.hpp"
#include "physics/zh/phase_space.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics::zh {
namespace {

bool is_energy_enough(double sqrt_s_gev) {
    return std::isfinite(sqrt_s_gev) && sqrt_s_gev > z_mass_gev + higgs_mass_gev + 1;
}

void check_window(Settings const& settings, ProblemList& problems) {
    auto const [min_gev, max_gev] = settings.pt_window;
    if (!(min_gev >= 0 && std::isfinite(min_gev))) {
        return problems.add(
            sentence("pt_min is ", min_gev, " GeV (must be finite and not negative). Take 20?"));
    }
    double const s_gev2 = settings.sqrt_s_gev * settings.sqrt_s_gev;
    if (is_energy_enough(settings.sqrt_s_gev) && !(threshold_gev2(min_gev) < 0.99 * s_gev2)) {
        return problems.add(sentence(
            "pt_min is ", min_gev, " GeV, which leaves no events (beams of ", settings.sqrt_s_gev,
            " GeV reach ", rest_frame_momentum_gev(s_gev2), " GeV). Take a smaller pt_min?"));
    }
    if (!(max_gev > min_gev)) {
        problems.add(sentence("pt_max is ", max_gev, " GeV (must be above pt_min, which is ",
                              min_gev, " GeV). Take ", std::max(1000.0, 2 * min_gev), "?"));
    }
}

void check_densities(Settings const& settings, ProblemList& problems) {
    // Scales above the range of the set are replaced by its end.
    double const q_min_gev = z_mass_gev + higgs_mass_gev;
    double const x_min = std::pow(q_min_gev / settings.sqrt_s_gev, 2);
    check_density(settings.pdf, {x_min, q_min_gev, q_min_gev}, problems);
}

}  // namespace

std::string to_string(Flavours flavours) { return flavours == Flavours::u ? "u" : "ud"; }

std::optional<Flavours> flavours_of(std::string_view name) {
    for (auto const flavours : all_flavours) {
        if (to_string(flavours) == name) return flavours;
    }
    return std::nullopt;
}

void validate(Settings const& settings) {
    ProblemList problems;
    check_score(settings.theta, settings.target, problems);
    check_event_count(settings.event_count, 500000, problems);
    if (!is_energy_enough(settings.sqrt_s_gev)) {
        problems.add(sentence("sqrt_s is ", settings.sqrt_s_gev, " GeV (must be finite and above ",
                              z_mass_gev + higgs_mass_gev + 1, "). Take 13000?"));
    }
    check_window(settings, problems);
    if (settings.detector) check(*settings.detector, problems);
    if (is_energy_enough(settings.sqrt_s_gev)) check_densities(settings, problems);
    problems.throw_if_any();
}

}  // namespace balmer::physics::zh
