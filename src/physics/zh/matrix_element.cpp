#include "balmer/physics/zh/matrix_element.hpp"

#include "balmer/base/error.hpp"
#include "balmer/physics/constants.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::physics::zh {
namespace {

constexpr double z_mass2 = z_mass_gev * z_mass_gev;
constexpr double higgs_mass2 = higgs_mass_gev * higgs_mass_gev;
/// 1/4 from the spins, 3/9 from the colours.
constexpr double average = 1.0 / 12.0;

double charge(Quark quark) { return quark == Quark::up ? 2.0 / 3.0 : -1.0 / 3.0; }
double isospin(Quark quark) { return quark == Quark::up ? 0.5 : -0.5; }

/// constant + slope theta.
struct LinearInTheta {
    double constant;
    double slope;
};

LinearInTheta combine(double p, LinearInTheta const& a, double q, LinearInTheta const& b) {
    return {p * a.constant + q * b.constant, p * a.slope + q * b.slope};
}

void add_square(QuadraticInTheta& sum, LinearInTheta const& amplitude, double factor) {
    sum.sm += factor * amplitude.constant * amplitude.constant;
    sum.lin += factor * 2 * amplitude.constant * amplitude.slope;
    sum.quad += factor * amplitude.slope * amplitude.slope;
}

/// The amplitude for one helicity of the quark is j_mu (alpha g^{mu nu} + beta p_H^mu q^nu) eps*_nu
/// with the quark current j and q = p_Z + p_H.
struct FormFactors {
    LinearInTheta alpha;
    LinearInTheta beta;
};

FormFactors form_factors(double z_charge, double photon_charge, double s_gev2) {
    constexpr double kappa =
        hypercharge_coupling * hypercharge_coupling * higgs_vev_gev / 4 * per_tev2_in_per_gev2;
    constexpr double photon_kappa =
        hypercharge_coupling * weak_coupling * higgs_vev_gev / 4 * per_tev2_in_per_gev2;
    double const z_propagator = z_coupling * z_charge / (s_gev2 - z_mass2);
    double const photon_propagator = electric_charge * photon_charge / s_gev2;
    // E_H sqrt(s) in the rest frame.
    double const higgs_invariant = (s_gev2 + higgs_mass2 - z_mass2) / 2;
    return {
        {z_propagator * 2 * z_mass2 / higgs_vev_gev,
         z_propagator * kappa * higgs_mass2 - photon_propagator * photon_kappa * higgs_invariant},
        {0, -2 * kappa * z_propagator + photon_propagator * photon_kappa}};
}

Polarisations exact(Quark quark, double s_gev2, bool has_photon) {
    double const sqrt_s = std::sqrt(s_gev2), k = rest_frame_momentum_gev(s_gev2);
    double const z_energy = (s_gev2 + z_mass2 - higgs_mass2) / (2 * sqrt_s);
    double const photon_charge = has_photon ? charge(quark) : 0.0;
    double const right = -charge(quark) * sin2_theta_w, left = isospin(quark) + right;
    Polarisations sums;
    for (double const z_charge : {left, right}) {
        auto const [alpha, beta] = form_factors(z_charge, photon_charge, s_gev2);
        add_square(sums.transverse, alpha, average * s_gev2);
        auto const longitudinal =
            combine(z_energy / z_mass_gev, alpha, -k * k * sqrt_s / z_mass_gev, beta);
        add_square(sums.longitudinal, longitudinal, average * s_gev2);
    }
    return sums;
}

Polarisations by_eq21(Quark quark, double s_gev2) {
    double const vector = isospin(quark) - 2 * charge(quark) * sin2_theta_w;
    double const axial = isospin(quark);
    double const propagator = s_gev2 - z_mass2;
    double const factor = average * 2 * weak_coupling * weak_coupling *
                          (vector * vector + axial * axial) /
                          (cos2_theta_w * propagator * propagator) * s_gev2;
    LinearInTheta const coupling{z_mass_gev / higgs_vev_gev,
                                 per_tev2_in_per_gev2 * hypercharge_coupling *
                                     hypercharge_coupling * higgs_vev_gev / (8 * z_mass_gev) *
                                     propagator};
    double const k = rest_frame_momentum_gev(s_gev2);
    // 2 m_Z^2 + pT^2 = m_Z^2 (1 + c^2) + E_Z^2 (1 - c^2).
    Polarisations sums;
    add_square(sums.transverse, coupling, factor * z_mass2);
    add_square(sums.longitudinal, coupling, factor * (z_mass2 + k * k));
    return sums;
}

}  // namespace

std::string to_string(Amplitude amplitude) {
    switch (amplitude) {
        case Amplitude::z:
            return "z";
        case Amplitude::z_and_photon:
            return "z_and_photon";
        case Amplitude::eq21:
            return "eq21";
    }
    return "unknown";
}

std::optional<Amplitude> amplitude_of(std::string_view name) {
    for (auto const amplitude : all_amplitudes) {
        if (to_string(amplitude) == name) return amplitude;
    }
    return std::nullopt;
}

QuadraticInTheta Polarisations::at(double cos_theta_star) const {
    double const c2 = cos_theta_star * cos_theta_star, t = 1 + c2, l = 1 - c2;
    return {t * transverse.sm + l * longitudinal.sm, t * transverse.lin + l * longitudinal.lin,
            t * transverse.quad + l * longitudinal.quad};
}

Polarisations matrix_element(Quark quark, double s_gev2, Amplitude amplitude) {
    BALMER_EXPECT(s_gev2 > (z_mass_gev + higgs_mass_gev) * (z_mass_gev + higgs_mass_gev));
    if (amplitude == Amplitude::eq21) return by_eq21(quark, s_gev2);
    return exact(quark, s_gev2, amplitude == Amplitude::z_and_photon);
}

double rest_frame_momentum_gev(double s_gev2) {
    constexpr double sum = z_mass_gev + higgs_mass_gev, difference = higgs_mass_gev - z_mass_gev;
    double const above = std::max(0.0, s_gev2 - sum * sum);
    return 0.5 * std::sqrt(above * (s_gev2 - difference * difference) / s_gev2);
}

}  // namespace balmer::physics::zh
