/// \file
/// q qbar -> Z H with the operator O_B of dimension six, at leading order.
///
/// L = (f_B / Lambda^2) (i g' / 2) (D_mu phi)^dagger (D_nu phi) B^{mu nu}, Lambda = 1 TeV, theta =
/// f_B in TeV^-2; D = d - i g T.W - i g' Y B. Massless quarks, no widths, unitary gauge.
/// Source: Butter, Plehn, Soybelman, Brehmer, "Back to the formula - LHC edition",
/// arXiv:2109.10414, section 3, with the vertices of the MadGraph model EWdim6.
#pragma once

#include "balmer/physics/quadratic_in_theta.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace balmer::physics::zh {

/// PDG codes.
enum class Quark : int { down = 1, up = 2 };

/// The model of the amplitude.
enum class Amplitude {
    z,             ///< q qbar -> Z* -> Z H, exact
    z_and_photon,  ///< with photon exchange: O_B couples the photon to Z H
    eq21,          ///< Eq. (21) of the source: Z* only, valid for s >> m_Z^2
};

inline constexpr std::array all_amplitudes{Amplitude::z, Amplitude::z_and_photon, Amplitude::eq21};

/// "z", "z_and_photon", "eq21".
std::string to_string(Amplitude amplitude);
std::optional<Amplitude> amplitude_of(std::string_view name);

/// <|M|^2>, averaged over spins and colours, by the polarisation of the Z boson. Dimensionless.
struct Polarisations {
    /// Coefficients of 1 + cos^2 theta* and of 1 - cos^2 theta*.
    QuadraticInTheta transverse;
    QuadraticInTheta longitudinal;

    /// <|M|^2> at this cosine of the angle between the Z boson and a beam, in the rest frame of Z
    /// H.
    QuadraticInTheta at(double cos_theta_star) const;
};

/// `s_gev2` is the invariant of the partons. Requires s_gev2 > (m_Z + m_H)^2.
Polarisations matrix_element(Quark quark, double s_gev2, Amplitude amplitude);

/// The common momentum of Z and H in their rest frame [GeV]. Requires s_gev2 >= (m_Z + m_H)^2.
double rest_frame_momentum_gev(double s_gev2);

}  // namespace balmer::physics::zh
