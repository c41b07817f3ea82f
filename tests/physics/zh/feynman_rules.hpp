/// \file
/// q qbar -> Z H from Feynman rules: spinors, polarisation vectors and vertices as components.
#pragma once

#include "balmer/physics/constants.hpp"
#include "balmer/physics/four_vector.hpp"
#include "balmer/physics/zh/matrix_element.hpp"

#include <array>
#include <cmath>
#include <complex>

namespace balmer::physics::zh::feynman {

using Complex = std::complex<double>;
/// Contravariant components.
using ComplexVector = std::array<Complex, 4>;

inline ComplexVector to_complex(FourVector const& p) { return {p.e, p.px, p.py, p.pz}; }

inline Complex contract(ComplexVector const& a, ComplexVector const& b) {
    return a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3];
}

enum class Helicity { left, right };

/// Weyl spinor w of a massless momentum: w w^dagger = E - p.sigma (left), E + p.sigma (right).
inline std::array<Complex, 2> weyl_spinor(FourVector const& p, Helicity helicity) {
    Complex const transverse{p.px, p.py};
    double const plus = std::sqrt(p.e + p.pz);
    if (helicity == Helicity::right) return {plus, transverse / plus};
    return {-std::conj(transverse) / plus, plus};
}

/// vbar(antiquark) gamma^mu P u(quark), quark of the helicity given.
inline ComplexVector current(FourVector const& quark, FourVector const& antiquark,
                             Helicity helicity) {
    auto const [c, d] = weyl_spinor(quark, helicity);
    auto const [a, b] = weyl_spinor(antiquark, helicity);
    Complex const i{0, 1};
    double const sign = helicity == Helicity::right ? 1 : -1;
    Complex const ac = std::conj(a) * c, ad = std::conj(a) * d, bc = std::conj(b) * c,
                  bd = std::conj(b) * d;
    return {ac + bd, sign * (ad + bc), sign * i * (bc - ad), sign * (ac - bd)};
}

/// Three real polarisation vectors of a massive momentum; the last one is longitudinal.
inline std::array<FourVector, 3> polarisations(FourVector const& p) {
    double const size = std::hypot(p.px, p.py, p.pz), transverse = std::hypot(p.px, p.py);
    double const mass = std::sqrt(mass2(p));
    double const nx = p.px / size, ny = p.py / size, nz = p.pz / size;
    return {{{0, nx * nz * size / transverse, ny * nz * size / transverse, -transverse / size},
             {0, -ny * size / transverse, nx * size / transverse, 0},
             {size / mass, p.e / mass * nx, p.e / mass * ny, p.e / mass * nz}}};
}

struct Particles {
    FourVector quark, antiquark, z, h;
};

/// Which exchanged bosons, and which part of the amplitude.
struct Exchange {
    bool photon;
    double theta;
    /// 0 removes the coupling of the standard model.
    double standard_model = 1;
};

/// V^{mu nu} eps_nu without i, for V1* (index mu, momentum q in) -> Z H: all momenta run into the
/// vertex, so V2 has -p_Z and the Higgs boson -p_H.
inline ComplexVector z_vertex(Particles const& p, FourVector const& polarisation,
                              Exchange const& exchange) {
    constexpr double g1 = hypercharge_coupling;
    FourVector const none{}, p1 = p.z + p.h, p2 = none - p.z, p3 = none - p.h;
    double const kappa = exchange.theta * per_tev2_in_per_gev2 * g1 * g1 * higgs_vev_gev / 4;
    double const metric = exchange.standard_model * 2 * z_mass_gev * z_mass_gev / higgs_vev_gev -
                          kappa * (dot(p1, p3) + dot(p2, p3));
    double const along_p3 = kappa * dot(p1, polarisation), along_p2 = kappa * dot(p3, polarisation);
    auto const component = [&](double e, double a, double b) {
        return Complex{metric * e + along_p3 * a + along_p2 * b};
    };
    FourVector const& e = polarisation;
    return {component(e.e, p3.e, p2.e), component(e.px, p3.px, p2.px),
            component(e.py, p3.py, p2.py), component(e.pz, p3.pz, p2.pz)};
}

inline ComplexVector photon_vertex(Particles const& p, FourVector const& polarisation,
                                   double theta) {
    FourVector const none{}, p1 = p.z + p.h, p3 = none - p.h;
    double const c =
        -theta * per_tev2_in_per_gev2 * hypercharge_coupling * weak_coupling * higgs_vev_gev / 4;
    double const along_p3 = c * dot(p1, polarisation), metric = -c * dot(p1, p3);
    auto const component = [&](double e, double a) { return Complex{metric * e + along_p3 * a}; };
    FourVector const& e = polarisation;
    return {component(e.e, p3.e), component(e.px, p3.px), component(e.py, p3.py),
            component(e.pz, p3.pz)};
}

inline double charge(Quark quark) { return quark == Quark::up ? 2.0 / 3 : -1.0 / 3; }
inline double left_isospin(Quark quark) { return quark == Quark::up ? 0.5 : -0.5; }

/// Vertices i e Q gamma and i g_Z gamma (T3 P_L - Q s_w^2), propagators -i g / (s - m^2); the
/// common factor i is omitted.
inline Complex amplitude(Particles const& p, Quark quark, Helicity helicity,
                         FourVector const& polarisation, Exchange const& exchange) {
    double const s = mass2(p.quark + p.antiquark);
    double const isospin = helicity == Helicity::left ? left_isospin(quark) : 0.0;
    double const z_coupling_here = z_coupling * (isospin - charge(quark) * sin2_theta_w);
    auto const j = current(p.quark, p.antiquark, helicity);
    Complex sum = z_coupling_here / (s - z_mass_gev * z_mass_gev) *
                  contract(j, z_vertex(p, polarisation, exchange));
    if (exchange.photon) {
        sum += electric_charge * charge(quark) / s *
               contract(j, photon_vertex(p, polarisation, exchange.theta));
    }
    return sum;
}

/// <|M|^2>: the sum over helicities and polarisations, averaged over spins and colours.
inline double squared(Particles const& p, Quark quark, Exchange const& exchange) {
    double sum = 0;
    for (auto const helicity : {Helicity::left, Helicity::right}) {
        for (auto const& polarisation : polarisations(p.z)) {
            sum += std::norm(amplitude(p, quark, helicity, polarisation, exchange));
        }
    }
    return sum / 12;
}

}  // namespace balmer::physics::zh::feynman
