#include "physics/zh/phase_space.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics::zh {
namespace {

/// The rate falls approximately like this power of 1 / tau; the grid of the sampler does the rest.
constexpr double tau_power = 0.6;

/// The |cos theta*| at which a momentum has this transverse momentum; 0 if it is always smaller.
double cosine_at(double pt_gev, double momentum_gev) {
    double const sine = pt_gev / momentum_gev;
    return sine < 1 ? std::sqrt((1 - sine) * (1 + sine)) : 0.0;
}

}  // namespace

double PhaseSpacePoint::transverse_integral() const {
    auto const primitive = [](double c) { return c + c * c * c / 3; };
    return 2 * (primitive(cosine_max) - primitive(cosine_min));
}

double PhaseSpacePoint::longitudinal_integral() const {
    auto const primitive = [](double c) { return c - c * c * c / 3; };
    return 2 * (primitive(cosine_max) - primitive(cosine_min));
}

PhaseSpace::PhaseSpace(double sqrt_s_gev, PtWindow const& window)
    : beams_s_gev2_(sqrt_s_gev * sqrt_s_gev),
      window_(window),
      tau_min_(threshold_gev2(window.min_gev) / beams_s_gev2_),
      power_max_(std::pow(tau_min_, -tau_power)) {
    BALMER_EXPECT(tau_min_ < 1);
}

std::optional<PhaseSpacePoint> PhaseSpace::operator()(std::span<double const> cube) const {
    double const power = std::lerp(power_max_, 1.0, cube[0]);
    double const tau = std::pow(power, -1 / tau_power);
    double const y_max = -0.5 * std::log(tau);
    double const rapidity_boost = std::exp(std::lerp(-y_max, y_max, cube[1]));
    double const sqrt_tau = std::sqrt(tau);
    PhaseSpacePoint point{.x1 = sqrt_tau * rapidity_boost,
                          .x2 = sqrt_tau / rapidity_boost,
                          .s_gev2 = tau * beams_s_gev2_,
                          .cosine_min = 0,
                          .cosine_max = 1,
                          .volume = (power_max_ - 1) / (tau_power * power) * 2 * y_max};
    double const momentum_gev = rest_frame_momentum_gev(point.s_gev2);
    if (!(momentum_gev > window_.min_gev)) return std::nullopt;
    point.cosine_min = cosine_at(window_.max_gev, momentum_gev);
    point.cosine_max = cosine_at(window_.min_gev, momentum_gev);
    return point;
}

double threshold_gev2(double pt_gev) {
    double const sqrt_s = std::hypot(z_mass_gev, pt_gev) + std::hypot(higgs_mass_gev, pt_gev);
    return sqrt_s * sqrt_s;
}

}  // namespace balmer::physics::zh
