#include "physics/wbf/phase_space.hpp"

#include "balmer/physics/constants.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace balmer::physics::wbf {
namespace {

constexpr double pi = std::numbers::pi;

struct TransverseMomentum {
    double pt2_gev2;
    /// d(pT^2 / 2) per unit of the cube [GeV^2].
    double jacobian;
};

}  // namespace

PhaseSpace::PhaseSpace(double sqrt_s_gev, Cuts const& cuts)
    : sqrt_s_gev_(sqrt_s_gev),
      cuts_(cuts),
      scale_min_gev_(std::hypot(cuts.jet_pt_min_gev, w_mass_gev)),
      scale_range_(1 - scale_min_gev_ / std::hypot(sqrt_s_gev / 2, w_mass_gev)),
      log_tau_range_(2 * std::log(sqrt_s_gev / higgs_mass_gev)) {}

std::optional<PhaseSpacePoint> PhaseSpace::operator()(std::span<double const> cube) const {
    auto const transverse = [&](double u) {
        // Flat in 1 / sqrt(pT^2 + mW^2), a compromise between the W propagators and the CP-odd
        // tail.
        double const scale = scale_min_gev_ / (1 - u * scale_range_);
        return TransverseMomentum{scale * scale - w_mass_gev * w_mass_gev,
                                  scale * scale * scale / scale_min_gev_ * scale_range_};
    };
    auto const [pt2_d, jacobian_d] = transverse(cube[0]);
    auto const [pt2_u, jacobian_u] = transverse(cube[1]);
    double const pt_d = std::sqrt(pt2_d), pt_u = std::sqrt(pt2_u);
    double const delta_phi = 2 * pi * cube[4] - pi;
    double const transverse_dot = pt_d * pt_u * std::cos(delta_phi);
    double const mt2 = higgs_mass_gev * higgs_mass_gev + pt2_d + pt2_u + 2 * transverse_dot;
    double const mt = std::sqrt(mt2);

    // (E + pz)_d / (E + pz)_H and (E - pz)_u / (E - pz)_H. Up to small terms, x_u x_d is
    // (1 + ratio_d) (1 + ratio_u) mT^2 / S: the sum of the logarithms of both brackets determines
    // how the parton luminosity falls.
    double const log_sum = log_tau_range_ * cube[2];
    double const ratio_d = std::expm1(log_sum * cube[3]);
    double const ratio_u = std::expm1(log_sum * (1 - cube[3]));
    double const jacobian_ratios =
        log_tau_range_ * log_sum * (1 + ratio_d) / ratio_d * (1 + ratio_u) / ratio_u;
    double const small_d = pt2_d / (mt2 * ratio_d), small_u = pt2_u / (mt2 * ratio_u);
    double const plus = 1 + ratio_d + small_u, minus = 1 + ratio_u + small_d;

    // x < 1 and |eta| < limit restrict y_H; eta_d = y_H + above, eta_u = y_H - below.
    double const log_mt = std::log(mt);
    double const above = std::log(ratio_d * mt / pt_d), below = std::log(ratio_u * mt / pt_u);
    if (std::abs(above + below) <= cuts_.jet_separation_min) return std::nullopt;
    double const log_sqrt_s = std::log(sqrt_s_gev_);
    double const limit = cuts_.jet_eta_max;
    double const y_max =
        std::min({log_sqrt_s - log_mt - std::log(plus), limit - above, limit + below});
    double const y_min =
        std::max({std::log(minus) - log_sqrt_s + log_mt, -limit - above, below - limit});
    if (!(y_max > y_min)) return std::nullopt;
    double const y_h = y_min + (y_max - y_min) * cube[5];
    double const boost = std::exp(y_h);

    PhaseSpacePoint point;
    point.pt_d_gev = pt_d;
    point.pt_u_gev = pt_u;
    point.delta_phi = delta_phi;
    point.y_h = y_h;
    point.plus_d = ratio_d * mt * boost;
    point.minus_u = ratio_u * mt / boost;
    point.x_u = plus * mt * boost / sqrt_s_gev_;
    point.x_d = minus * mt / (boost * sqrt_s_gev_);
    if (point.x_u >= 1 || point.x_d >= 1) return std::nullopt;
    double const kk = mt2 * plus * minus / 2;
    double const ratios = ratio_d * ratio_u * mt2;
    point.invariants = {.kk = kk,
                        .pp = (ratios + pt2_d * pt2_u / ratios) / 2 - transverse_dot,
                        .t1 = pt2_d * plus / (2 * ratio_d),
                        .t2 = pt2_u * minus / (2 * ratio_u),
                        .levi_civita = kk * pt_d * pt_u * std::sin(delta_phi)};
    // 4 pi^2 from the azimuths: one is integrated, the other spans 2 pi per unit cube.
    double const measure =
        jacobian_d / 2 * jacobian_u / 2 * 4 * pi * pi * jacobian_ratios * (y_max - y_min) / 2;
    point.volume = measure * 2 / (sqrt_s_gev_ * sqrt_s_gev_) / (32 * pi * pi * pi * pi * pi);
    return point;
}

Momenta parton_momenta(PhaseSpacePoint const& point, double sqrt_s_gev, double azimuth_u) {
    auto const from_light_cone = [](double plus, double minus, double px, double py) {
        return FourVector{(plus + minus) / 2, px, py, (plus - minus) / 2};
    };
    double const azimuth_d = azimuth_u + point.delta_phi;
    double const energy_u = point.x_u * sqrt_s_gev / 2, energy_d = point.x_d * sqrt_s_gev / 2;
    Momenta momenta;
    momenta.ku = {energy_u, 0, 0, energy_u};
    momenta.kd = {energy_d, 0, 0, -energy_d};
    momenta.pd =
        from_light_cone(point.plus_d, point.pt_d_gev * point.pt_d_gev / point.plus_d,
                        point.pt_d_gev * std::cos(azimuth_d), point.pt_d_gev * std::sin(azimuth_d));
    momenta.pu =
        from_light_cone(point.pt_u_gev * point.pt_u_gev / point.minus_u, point.minus_u,
                        point.pt_u_gev * std::cos(azimuth_u), point.pt_u_gev * std::sin(azimuth_u));
    double const px = -(momenta.pd.px + momenta.pu.px), py = -(momenta.pd.py + momenta.pu.py);
    double const mt = std::sqrt(higgs_mass_gev * higgs_mass_gev + px * px + py * py);
    momenta.ph = {mt * std::cosh(point.y_h), px, py, mt * std::sinh(point.y_h)};
    return momenta;
}

}  // namespace balmer::physics::wbf
