#include "physics/fixed_scale_density.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace balmer::physics {
namespace {

constexpr std::size_t cell_count = 8192;
/// Above, x f < 1e-12 for every quark of the built-in sets.
constexpr double x_max = 1 - 2e-5;

double logit(double x) { return std::log(x / (1 - x)); }

}  // namespace

FixedScaleDensity::FixedScaleDensity(PartonDensity const& density, int id, double q_gev) {
    first_ = logit(density.range().x_min);
    double const step = (logit(x_max) - first_) / cell_count;
    inverse_step_ = 1 / step;
    log_values_.resize(cell_count + 3);
    for (std::size_t node = 0; node < log_values_.size(); ++node) {
        double const z = first_ + (static_cast<double>(node) - 1) * step;
        // A set may be invalid outside of its range, and slightly negative where it is small.
        double const x = std::max(density.range().x_min, 1 / (1 + std::exp(-z)));
        log_values_[node] = std::log(std::max(0.0, density.xf(id, x, q_gev)));
    }
}

double FixedScaleDensity::operator()(double x) const {
    if (x >= x_max) return 0.0;
    double const position = (logit(x) - first_) * inverse_step_;
    BALMER_EXPECT(position > -1e-6);
    auto const cell = position > 0 ? static_cast<std::size_t>(position) : std::size_t{0};
    double const t = position - static_cast<double>(cell);
    // Lagrange through the nodes at t = -1, 0, 1, 2.
    double const* const f = &log_values_[cell];
    double const value = -t * (t - 1) * (t - 2) / 6 * f[0] +
                         (t + 1) * (t - 1) * (t - 2) / 2 * f[1] - (t + 1) * t * (t - 2) / 2 * f[2] +
                         (t + 1) * t * (t - 1) / 6 * f[3];
    if (!std::isfinite(value)) return std::lerp(std::exp(f[1]), std::exp(f[2]), t);
    return std::exp(value);
}

}  // namespace balmer::physics
