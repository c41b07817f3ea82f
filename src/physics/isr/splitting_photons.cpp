#include "balmer/base/error.hpp"
#include "balmer/physics/isr/photons.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics::isr {
namespace {

double splitting_numerator(double x) { return 1 + (1 - x) * (1 - x); }

bool contains(Interval const& interval, double value) {
    return interval.low <= value && value <= interval.high;
}

/// Integral of splitting_numerator(x) / x.
double x_integral(Interval const& x) {
    return 2 * std::log(x.high / x.low) - 2 * x.width() + x.width() * (x.high + x.low) / 2;
}

/// Integral of 1 / sin^2(theta) over d(sin theta).
double sin_theta_integral(Interval const& sin_theta) {
    return sin_theta.width() / (sin_theta.low * sin_theta.high);
}

}  // namespace

double splitting_function(double x, double sin_theta) {
    return splitting_numerator(x) / (x * sin_theta * sin_theta);
}

SplittingPhotons::SplittingPhotons(Interval x_window)
    : x_window_(x_window),
      x_norm_(x_integral(x_window)),
      log_x_ratio_(std::log(x_window.high / x_window.low)),
      // A parabola is largest at an end.
      largest_numerator_(
          std::max(splitting_numerator(x_window.low), splitting_numerator(x_window.high))) {
    BALMER_EXPECT(0 < x_window.low && x_window.low < x_window.high && x_window.high <= 2);
}

double SplittingPhotons::density(double x, double sin_theta) const {
    if (!contains(x_window_, x) || !contains(sin_theta_range, sin_theta)) return 0;
    return splitting_function(x, sin_theta) / (x_norm_ * sin_theta_integral(sin_theta_range));
}

double SplittingPhotons::density(double x, Interval sin_theta) const {
    if (!contains(x_window_, x)) return 0;
    return splitting_numerator(x) / x / x_norm_ * share(sin_theta);
}

double SplittingPhotons::share(Interval sin_theta) {
    return sin_theta_integral(sin_theta) / sin_theta_integral(sin_theta_range);
}

std::vector<double> SplittingPhotons::breaks(Interval) const {
    return {x_window_.low, x_window_.high};
}

Photon SplittingPhotons::draw(RandomStream& stream) const {
    // Draw x from 1 / x, and accept it by the numerator.
    double x;
    do {
        x = x_window_.low * std::exp(log_x_ratio_ * stream.uniform());
    } while (largest_numerator_ * stream.uniform() >= splitting_numerator(x));
    // 1 / sin(theta) is uniform.
    constexpr double high = 1 / sin_theta_range.low, low = 1 / sin_theta_range.high;
    return {x, 1 / (high - (high - low) * stream.uniform())};
}

}  // namespace balmer::physics::isr
