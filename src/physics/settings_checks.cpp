#include "physics/settings_checks.hpp"

#include "balmer/physics/parton_density.hpp"

#include <cmath>

namespace balmer::physics {

void check_event_count(std::size_t event_count, std::size_t usual, ProblemList& problems) {
    if (event_count > 0) return;
    problems.add(sentence("the number of events is 0 (must be at least 1). Take ", usual, "?"));
}

void check_score(double theta, ScoreTarget const& target, ProblemList& problems) {
    if (!std::isfinite(theta) || std::abs(theta) > 1e6) {
        problems.add(sentence("theta is ", theta,
                              " TeV^-2 (must be finite, at most 1e6 in size). Take 0 or 1?"));
    }
    if (!std::isfinite(target.scale) || target.scale == 0) {
        problems.add(
            sentence("scale is ", target.scale, " (must be finite and not zero). Take 1?"));
    }
}

void check_density(std::string const& pdf, DensityUse const& use, ProblemList& problems) {
    DensityRange range{};
    try {
        range = make_parton_density(pdf)->range();
    } catch (InputError const& error) {
        return problems.add(error.what());
    }
    if (!(use.q_min_gev >= range.q_min_gev && use.q_max_gev <= range.q_max_gev)) {
        problems.add(sentence("the densities are needed at scales from ", use.q_min_gev, " to ",
                              use.q_max_gev, " GeV (", pdf, " is valid from ", range.q_min_gev,
                              " to ", range.q_max_gev, " GeV). Take cteq5l?"));
    }
    if (!(use.x_min >= range.x_min)) {
        problems.add(sentence("x reaches down to ", use.x_min, " (", pdf, " is valid above ",
                              range.x_min, "). Take a smaller sqrt_s, or cteq5l?"));
    }
}

}  // namespace balmer::physics
