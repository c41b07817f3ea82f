#include "balmer/physics/four_vector.hpp"

#include <numbers>

namespace balmer::physics {

double massless_dot(FourVector const& p, FourVector const& q) {
    double const cosine_part = p.px * q.px + p.py * q.py + p.pz * q.pz;
    double const energies = p.e * q.e;
    if (cosine_part <= 0) return energies - cosine_part;
    // (E E')^2 - (p.q)^2 = |p x q|^2 for massless momenta.
    double const cross_x = p.py * q.pz - p.pz * q.py;
    double const cross_y = p.pz * q.px - p.px * q.pz;
    double const cross_z = p.px * q.py - p.py * q.px;
    return (cross_x * cross_x + cross_y * cross_y + cross_z * cross_z) / (energies + cosine_part);
}

double levi_civita(FourVector const& a, FourVector const& b, FourVector const& c,
                   FourVector const& d) {
    // Laplace expansion in 2x2 minors, which preserves the exact zeros of beam momenta.
    auto const minor = [](double p, double q, double r, double s) { return p * s - q * r; };
    return minor(a.e, a.px, b.e, b.px) * minor(c.py, c.pz, d.py, d.pz) -
           minor(a.e, a.py, b.e, b.py) * minor(c.px, c.pz, d.px, d.pz) +
           minor(a.e, a.pz, b.e, b.pz) * minor(c.px, c.py, d.px, d.py) +
           minor(a.px, a.py, b.px, b.py) * minor(c.e, c.pz, d.e, d.pz) -
           minor(a.px, a.pz, b.px, b.pz) * minor(c.e, c.py, d.e, d.py) +
           minor(a.py, a.pz, b.py, b.pz) * minor(c.e, c.px, d.e, d.px);
}

double wrapped_angle(double angle) {
    constexpr double turn = 2 * std::numbers::pi;
    double wrapped = angle - turn * std::floor((angle + std::numbers::pi) / turn);
    // Rounding may yield the open end of the interval.
    if (wrapped >= std::numbers::pi) wrapped -= turn;
    if (wrapped < -std::numbers::pi) wrapped = -std::numbers::pi;
    return wrapped;
}

}  // namespace balmer::physics
