#include "physics/zh/light_quark_densities.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace balmer::physics::zh {
namespace {

constexpr std::size_t x_cell_count = 1024;
constexpr std::size_t q_cell_count = 16;
constexpr std::size_t q_node_count = q_cell_count + 1;
/// Above, x f of a quark times x f of an antiquark is below 1e-20.
constexpr double x_max = 0.999;
/// Replaces densities that are not positive.
constexpr double smallest_density = 1e-30;

constexpr std::array<int, light_quark_count> particle_ids{2, -2, 1, -1};

double logit(double x) { return std::log(x / (1 - x)); }
/// ln ln(Q / Lambda), in which the evolution of the coupling is smooth.
double scale_variable(double q_gev) { return std::log(std::log(q_gev / 0.2)); }
double scale_of(double variable) { return 0.2 * std::exp(std::exp(variable)); }

/// Four nodes around a position from 0 to `cell_count`; one-sided at the ends, because a set may be
/// invalid outside of them.
struct Stencil {
    std::size_t first;
    std::array<double, 4> weights;
};

Stencil stencil_at(double position, std::size_t cell_count) {
    auto const last_first = static_cast<double>(cell_count) - 3;
    double const first = std::clamp(std::floor(position) - 1, 0.0, last_first);
    double const t = std::clamp(position, 0.0, last_first + 3) - first;
    // Lagrange through nodes at 0, 1, 2, 3.
    return {static_cast<std::size_t>(first),
            {-(t - 1) * (t - 2) * (t - 3) / 6, t * (t - 2) * (t - 3) / 2,
             -t * (t - 1) * (t - 3) / 2, t * (t - 1) * (t - 2) / 6}};
}

LogDensities log_densities(PartonDensity const& density, double x, double q_gev) {
    LogDensities logs;
    for (std::size_t i = 0; i < light_quark_count; ++i) {
        logs[i] = std::log(std::max(smallest_density, density.xf(particle_ids[i], x, q_gev)));
    }
    return logs;
}

}  // namespace

LightQuarkDensities::LightQuarkDensities(PartonDensity const& density, Range const& range) {
    auto const valid = density.range();
    double const q_min_gev = std::clamp(range.q_min_gev, valid.q_min_gev, valid.q_max_gev);
    double const q_max_gev = std::clamp(range.q_max_gev, valid.q_min_gev, valid.q_max_gev);
    BALMER_EXPECT(range.x_min >= valid.x_min && range.x_min < x_max && q_min_gev < q_max_gev);
    first_z_ = logit(range.x_min);
    first_q_ = scale_variable(q_min_gev);
    double const z_step = (logit(x_max) - first_z_) / x_cell_count;
    double const q_step = (scale_variable(q_max_gev) - first_q_) / q_cell_count;
    inverse_z_step_ = 1 / z_step;
    inverse_q_step_ = 1 / q_step;
    nodes_.reserve((x_cell_count + 1) * q_node_count);
    for (std::size_t i = 0; i <= x_cell_count; ++i) {
        double const z = first_z_ + static_cast<double>(i) * z_step;
        double const x = std::max(valid.x_min, 1 / (1 + std::exp(-z)));
        for (std::size_t j = 0; j <= q_cell_count; ++j) {
            double const q_gev = scale_of(first_q_ + static_cast<double>(j) * q_step);
            nodes_.push_back(log_densities(density, x, std::clamp(q_gev, q_min_gev, q_max_gev)));
        }
    }
}

LightQuarkDensities::Scale LightQuarkDensities::scale(double q_gev) const {
    auto const stencil =
        stencil_at((scale_variable(q_gev) - first_q_) * inverse_q_step_, q_cell_count);
    return {stencil.first, stencil.weights};
}

LogDensities LightQuarkDensities::operator()(double x, Scale const& scale) const {
    LogDensities result{};
    if (x >= x_max) {
        result.fill(-std::numeric_limits<double>::infinity());
        return result;
    }
    double const position = (logit(x) - first_z_) * inverse_z_step_;
    BALMER_EXPECT(position > -1e-6);
    auto const [first, x_weights] = stencil_at(position, x_cell_count);
    for (std::size_t i = 0; i < 4; ++i) {
        LogDensities const* const row = &nodes_[(first + i) * q_node_count + scale.first];
        for (std::size_t j = 0; j < 4; ++j) {
            double const weight = x_weights[i] * scale.weights[j];
            for (std::size_t k = 0; k < light_quark_count; ++k) result[k] += weight * row[j][k];
        }
    }
    return result;
}

}  // namespace balmer::physics::zh
