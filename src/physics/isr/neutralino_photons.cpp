#include "balmer/physics/isr/photons.hpp"

#include "physics/isr/quadrature.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics::isr {
namespace {

using Photons = NeutralinoPhotons;

/// beta^3 of the neutralino pair.
double beta_cubed(double x) {
    double const s_hat_gev2 = (1 - x) * Photons::sqrt_s_gev * Photons::sqrt_s_gev;
    double const beta2 = 1 - 4 * Photons::mass_gev * Photons::mass_gev / s_hat_gev2;
    return beta2 > 0 ? beta2 * std::sqrt(beta2) : 0.0;
}

/// x times the density without the angular factor. Its last factor falls with x, the others grow.
double numerator(double x) { return (1 + (1 - x) * (1 - x)) / (1 - x) * beta_cubed(x); }

double largest_numerator() {
    constexpr double z = 1 - Photons::x_range.high;
    return (1 + z * z) / z * beta_cubed(Photons::x_range.low);
}

/// artanh(cos(theta)).
double pseudorapidity(double sin_theta) {
    if (sin_theta >= 1) return 0;
    return std::log((1 + std::sqrt((1 - sin_theta) * (1 + sin_theta))) / sin_theta);
}

double unnormalised_density(double x, Interval const& sin_theta) {
    constexpr double s_gev2 = Photons::sqrt_s_gev * Photons::sqrt_s_gev;
    return numerator(x) / (x * s_gev2) * Photons::angular_integral(x, sin_theta);
}

}  // namespace

NeutralinoPhotons::NeutralinoPhotons()
    : log_x_ratio_(std::log(x_range.high / x_range.low)),
      pseudorapidity_max_(pseudorapidity(sin_theta_range.low)),
      largest_numerator_(largest_numerator()) {
    Quadrature quadrature;
    norm_per_gev2_ = integrate(
        quadrature, [](double x) { return unnormalised_density(x, sin_theta_range); }, x_range.low,
        x_range.high);
}

double NeutralinoPhotons::sin_theta_min(double x) {
    return std::max(sin_theta_range.low, x_range.low / x);
}

double NeutralinoPhotons::angular_integral(double x, Interval sin_theta) {
    double const cut = sin_theta_min(x);
    return 2 * (pseudorapidity(std::max(cut, sin_theta.low)) -
                pseudorapidity(std::max(cut, sin_theta.high)));
}

double NeutralinoPhotons::density(double x, Interval sin_theta) const {
    if (x < x_range.low || x > x_range.high) return 0;
    return unnormalised_density(x, sin_theta) / norm_per_gev2_;
}

std::vector<double> NeutralinoPhotons::breaks(Interval sin_theta) const {
    static_assert(x_range.low / sin_theta_range.low > x_range.high, "then the pT cut is all");
    double const begin = std::min(x_range.low / sin_theta.high, x_range.high);
    double const whole = std::min(x_range.low / sin_theta.low, x_range.high);
    std::vector<double> points{begin};
    if (whole > begin) points.push_back(whole);
    if (x_range.high > whole) points.push_back(x_range.high);
    return points;
}

Photon NeutralinoPhotons::draw(RandomStream& stream) const {
    while (true) {
        // Flat in ln(x) and in pseudorapidity.
        double const x = x_range.low * std::exp(log_x_ratio_ * stream.uniform());
        if (largest_numerator_ * stream.uniform() >= numerator(x)) continue;
        double const sin_theta = 1 / std::cosh(pseudorapidity_max_ * stream.uniform());
        if (x * sin_theta > x_range.low) return {x, sin_theta};
    }
}

}  // namespace balmer::physics::isr
