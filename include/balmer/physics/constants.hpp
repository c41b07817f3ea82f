/// \file
/// Electroweak input parameters and the quantities that follow at tree level. Natural units.
///
/// Source: scheme (alpha, G_F, m_Z) and values of the MadGraph model EWdim6 (parameters.py), except
/// m_H = 125 GeV. Widths are zero, quarks are massless, the CKM matrix is the unit matrix.
#pragma once

#include <numbers>

namespace balmer::physics {

namespace detail {

/// Newton's iteration: std::sqrt is not constexpr in C++20. Needs value > 0.
constexpr double square_root(double value) {
    double root = value > 1 ? value : 1.0;
    for (double next = 0.5 * (root + value / root); next < root;
         next = 0.5 * (root + value / root)) {
        root = next;
    }
    return root;
}

}  // namespace detail

// Inputs.
inline constexpr double alpha_em = 1.0 / 127.9;
inline constexpr double fermi_constant_per_gev2 = 1.16637e-5;
inline constexpr double z_mass_gev = 91.1876;
inline constexpr double higgs_mass_gev = 125.0;
/// Source: CODATA 2018.
inline constexpr double pb_gev2 = 0.3893793721e9;
inline constexpr double lhc_sqrt_s_gev = 13000.0;

// Derived.
inline constexpr double w_mass_gev = [] {
    constexpr double z_mass2 = z_mass_gev * z_mass_gev;
    constexpr double shift =
        std::numbers::pi * alpha_em * z_mass2 / (std::numbers::sqrt2 * fermi_constant_per_gev2);
    return detail::square_root(z_mass2 / 2 + detail::square_root(z_mass2 * z_mass2 / 4 - shift));
}();
inline constexpr double cos2_theta_w = w_mass_gev * w_mass_gev / (z_mass_gev * z_mass_gev);
inline constexpr double sin2_theta_w = 1.0 - cos2_theta_w;
/// e = sqrt(4 pi alpha).
inline constexpr double electric_charge = detail::square_root(4 * std::numbers::pi * alpha_em);
/// g = e / s_w, g' = e / c_w, g_Z = e / (s_w c_w).
inline constexpr double weak_coupling = electric_charge / detail::square_root(sin2_theta_w);
inline constexpr double hypercharge_coupling = electric_charge / detail::square_root(cos2_theta_w);
inline constexpr double z_coupling =
    electric_charge / detail::square_root(sin2_theta_w * cos2_theta_w);
/// v = 2 m_W / g.
inline constexpr double higgs_vev_gev = 2 * w_mass_gev / weak_coupling;

/// 1 / Lambda^2 for Lambda = 1 TeV: a Wilson coefficient in TeV^-2 times this is in GeV^-2.
inline constexpr double per_tev2_in_per_gev2 = 1e-6;

}  // namespace balmer::physics
