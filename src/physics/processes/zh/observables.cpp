#include "balmer/physics/processes/zh.hpp"

#include <cmath>

namespace balmer::physics {

ZhMomenta zh_momenta(double x1, double x2, double cos_theta_star, double azimuth,
                     double sqrt_s_gev) {
    double const sqrt_tau = std::sqrt(x1 * x2), sqrt_s = sqrt_tau * sqrt_s_gev;
    double const k = zh_momentum_gev(sqrt_s * sqrt_s);
    double const z_energy = std::hypot(z_mass_gev, k), h_energy = std::hypot(higgs_mass_gev, k);
    double const pt = k * std::sqrt((1 - cos_theta_star) * (1 + cos_theta_star));
    double const pz = k * cos_theta_star;
    double const px = pt * std::cos(azimuth), py = pt * std::sin(azimuth);
    // cosh and sinh of the rapidity of Z and H together.
    double const cosh_y = (x1 + x2) / (2 * sqrt_tau), sinh_y = (x1 - x2) / (2 * sqrt_tau);
    return {{cosh_y * z_energy + sinh_y * pz, px, py, cosh_y * pz + sinh_y * z_energy},
            {cosh_y * h_energy - sinh_y * pz, -px, -py, -cosh_y * pz + sinh_y * h_energy}};
}

ZhObservables zh_observables(ZhMomenta const& momenta) {
    auto const& [z, h] = momenta;
    return {.pt_gev = pt(z), .eta_z = eta(z), .eta_h = eta(h), .m_zh_gev = std::sqrt(mass2(z + h))};
}

}  // namespace balmer::physics
