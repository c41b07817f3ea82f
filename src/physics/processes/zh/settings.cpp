#include "balmer/base/error.hpp"
#include "balmer/physics/processes/zh.hpp"

#include "physics/processes/zh/phase_space.hpp"

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

bool is_energy_enough(double sqrt_s_gev) {
    return std::isfinite(sqrt_s_gev) && sqrt_s_gev > z_mass_gev + higgs_mass_gev + 1;
}

void check_theta(ZhSettings const& settings, ProblemList& problems) {
    if (!std::isfinite(settings.theta) || std::abs(settings.theta) > 1e6) {
        problems.add(text("theta is ", settings.theta,
                          " TeV^-2 (must be finite, at most 1e6 in size). Take 0 or 10?"));
    }
    if (!std::isfinite(settings.target.scale) || settings.target.scale == 0) {
        problems.add(text("scale is ", settings.target.scale,
                          " (must be finite and not zero). Take 1 or 10?"));
    }
}

void check_window(ZhSettings const& settings, ProblemList& problems) {
    auto const [min_gev, max_gev] = settings.pt_window;
    if (!(min_gev >= 0 && std::isfinite(min_gev))) {
        return problems.add(
            text("pt_min is ", min_gev, " GeV (must be finite and not negative). Take 20?"));
    }
    if (!(max_gev > min_gev)) {
        return problems.add(text("pt_max is ", max_gev, " GeV (must be above pt_min, which is ",
                                 min_gev, " GeV). Take 1000?"));
    }
    double const s_gev2 = settings.sqrt_s_gev * settings.sqrt_s_gev;
    if (is_energy_enough(settings.sqrt_s_gev) && !(zh_threshold_gev2(min_gev) < 0.99 * s_gev2)) {
        problems.add(text("pt_min is ", min_gev, " GeV, and nothing is left: beams of ",
                          settings.sqrt_s_gev, " GeV together reach ", zh_momentum_gev(s_gev2),
                          " GeV. Take a smaller pt_min?"));
    }
}

void check_density(ZhSettings const& settings, ProblemList& problems) {
    std::unique_ptr<PartonDensity const> density;
    try {
        density = make_parton_density(settings.pdf);
    } catch (InputError const& error) {
        return problems.add(error.what());
    }
    auto const range = density->range();
    if (!is_energy_enough(settings.sqrt_s_gev)) return;
    double const q_min_gev = z_mass_gev + higgs_mass_gev;
    double const x_min = std::pow(q_min_gev / settings.sqrt_s_gev, 2);
    if (!(x_min >= range.x_min)) {
        problems.add(text("sqrt_s is ", settings.sqrt_s_gev, " GeV, so x reaches down to ", x_min,
                          " (", settings.pdf, " holds above ", range.x_min,
                          "). Take a smaller sqrt_s?"));
    }
    if (!(range.q_min_gev <= q_min_gev && q_min_gev < range.q_max_gev)) {
        problems.add(text("the scale sqrt(s) of the partons begins at ", q_min_gev, " GeV (",
                          settings.pdf, " holds from ", range.q_min_gev, " to ", range.q_max_gev,
                          " GeV). Take cteq5l?"));
    }
}

}  // namespace

std::string to_string(ZhFlavours flavours) { return flavours == ZhFlavours::u ? "u" : "ud"; }

std::optional<ZhFlavours> zh_flavours(std::string_view name) {
    for (auto const flavours : all_zh_flavours) {
        if (to_string(flavours) == name) return flavours;
    }
    return std::nullopt;
}

void validate(ZhSettings const& settings) {
    ProblemList problems;
    check_theta(settings, problems);
    if (settings.event_count == 0) {
        problems.add("the number of events is 0 (must be at least 1). Take 500000?");
    }
    if (!is_energy_enough(settings.sqrt_s_gev)) {
        problems.add(text("sqrt_s is ", settings.sqrt_s_gev, " GeV (must be finite and above ",
                          z_mass_gev + higgs_mass_gev + 1, "). Take 13000?"));
    }
    check_window(settings, problems);
    if (settings.detector) check(*settings.detector, problems);
    check_density(settings, problems);
    problems.throw_if_any();
}

}  // namespace balmer::physics
