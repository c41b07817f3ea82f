#include "balmer/physics/zh/sample.hpp"

#include <cmath>

namespace balmer::physics::zh {

Momenta beam_frame_momenta(double x1, double x2, double cos_theta_star, double azimuth,
                           double sqrt_s_gev) {
    double const sqrt_tau = std::sqrt(x1 * x2), sqrt_s = sqrt_tau * sqrt_s_gev;
    double const k = rest_frame_momentum_gev(sqrt_s * sqrt_s);
    double const z_energy = std::hypot(z_mass_gev, k), h_energy = std::hypot(higgs_mass_gev, k);
    double const pt = k * std::sqrt((1 - cos_theta_star) * (1 + cos_theta_star));
    double const pz = k * cos_theta_star;
    double const px = pt * std::cos(azimuth), py = pt * std::sin(azimuth);
    // cosh and sinh of the rapidity of the ZH system.
    double const cosh_y = (x1 + x2) / (2 * sqrt_tau), sinh_y = (x1 - x2) / (2 * sqrt_tau);
    return {{cosh_y * z_energy + sinh_y * pz, px, py, cosh_y * pz + sinh_y * z_energy},
            {cosh_y * h_energy - sinh_y * pz, -px, -py, -cosh_y * pz + sinh_y * h_energy}};
}

namespace {

/// The invariant mass, without the cancellation between large energies if both are along the beam.
double pair_mass_gev(FourVector const& z, FourVector const& h) {
    constexpr double z2 = z_mass_gev * z_mass_gev, h2 = higgs_mass_gev * higgs_mass_gev;
    double const z_p2 = z.px * z.px + z.py * z.py + z.pz * z.pz;
    double const h_p2 = h.px * h.px + h.py * h.py + h.pz * h.pz;
    double const energies = std::sqrt((z2 + z_p2) * (h2 + h_p2));
    double const product = z.px * h.px + z.py * h.py + z.pz * h.pz;
    double dot = energies - product;
    if (product > 0) {
        // (E E')^2 - (p.q)^2, where p^2 q^2 - (p.q)^2 = |p x q|^2.
        double const cross_x = z.py * h.pz - z.pz * h.py;
        double const cross_y = z.pz * h.px - z.px * h.pz;
        double const cross_z = z.px * h.py - z.py * h.px;
        double const cross2 = cross_x * cross_x + cross_y * cross_y + cross_z * cross_z;
        dot = (cross2 + z2 * (h_p2 + h2) + h2 * z_p2) / (energies + product);
    }
    return std::sqrt(z2 + h2 + 2 * dot);
}

}  // namespace

Observables observables_of(Momenta const& momenta) {
    auto const& [z, h] = momenta;
    return {.pt_gev = pt(z), .eta_z = eta(z), .eta_h = eta(h), .m_zh_gev = pair_mass_gev(z, h)};
}

}  // namespace balmer::physics::zh
