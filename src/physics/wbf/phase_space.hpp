/// \file
/// Phase space of two jets and a Higgs boson, in variables that flatten the integrand of W fusion.
#pragma once

#include "balmer/physics/wbf/matrix_element.hpp"
#include "balmer/physics/wbf/sample.hpp"

#include <optional>
#include <span>

namespace balmer::physics::wbf {

/// A configuration with ku along +z, up to the overall azimuth.
struct PhaseSpacePoint {
    double pt_d_gev, pt_u_gev;  ///< transverse momenta of pd, pu
    double delta_phi;           ///< phi(pd) - phi(pu), in [-pi, pi)
    double y_h;                 ///< rapidity of the Higgs boson
    double plus_d, minus_u;     ///< E + pz of pd, E - pz of pu [GeV]
    double x_u, x_d;            ///< momentum fractions of ku, kd
    Invariants invariants;
    /// (2 pi)^-5 prod_j (pT dpT deta dphi / 2) (dy_H / 2) (2 / S) per unit cube: the volume
    /// element of dx_u dx_d dPhi_3 [GeV^2], integrated over the overall azimuth.
    double volume;
};

/// Maps the unit cube to configurations within the cuts.
///
/// Axes: pT of pd and of pu, falling like a power of the W propagators; two for the fraction of pd
/// in the light-cone momentum E + pz of pd and H, and of pu in E - pz of pu and H (the fractions z
/// of the splittings q -> q W); delta_phi; y_H in the range that the cuts and x < 1 leave. x_u x_d
/// does not depend on y_H.
class PhaseSpace {
public:
    static constexpr std::size_t dimension = 6;

    PhaseSpace(double sqrt_s_gev, Cuts const& cuts);

    /// Returns nullopt outside of the cuts or the kinematic limits. `cube` is [dimension], in [0,
    /// 1).
    std::optional<PhaseSpacePoint> operator()(std::span<double const> cube) const;

private:
    double sqrt_s_gev_;
    Cuts cuts_;
    /// sqrt(pT^2 + mW^2) at the cut, and the fraction of 1 / sqrt(pT^2 + mW^2) up to sqrt(S) / 2.
    double scale_min_gev_;
    double scale_range_;
    double log_tau_range_;
};

/// The five momenta, with pu at azimuth `azimuth_u`. They are conserved and on shell up to
/// rounding.
Momenta parton_momenta(PhaseSpacePoint const& point, double sqrt_s_gev, double azimuth_u);

}  // namespace balmer::physics::wbf
