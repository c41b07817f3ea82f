/// \file
/// u d -> H d u by W fusion, with a CP-odd operator of dimension six.
///
/// L = -(f / Lambda^2) (phi^dagger phi) W~^k_{mu nu} W^{k mu nu}, Lambda = 1 TeV, theta = f in
/// TeV^-2. W~_{mu nu} = 1/2 eps_{mu nu rho sigma} W^{rho sigma} with eps_{0123} = +1, so that
/// theta > 0 moves events to dphi < 0.
/// Source: Butter, Plehn, Soybelman, Brehmer, "Back to the formula - LHC edition",
/// arXiv:2109.10414, section 4; closed form derived with the signs above.
#pragma once

#include "balmer/physics/four_vector.hpp"
#include "balmer/physics/quadratic_in_theta.hpp"

namespace balmer::physics::wbf {

/// Momenta of the five particles [GeV]. pd is on the quark line of ku, pu on that of kd.
struct Momenta {
    FourVector ku, kd, pd, pu, ph;
    bool operator==(Momenta const&) const = default;
};

/// The invariants that the squared amplitude depends on.
struct Invariants {
    double kk;           ///< ku.kd [GeV^2]
    double pp;           ///< pd.pu [GeV^2]
    double t1;           ///< ku.pd [GeV^2]
    double t2;           ///< kd.pu [GeV^2]
    double levi_civita;  ///< eps(ku, kd, pd, pu) [GeV^4], eps_{0123} = +1
};

Invariants invariants_of(Momenta const& momenta);

/// Squared contractions of the two currents, summed over spins (left-handed quarks only).
struct SpinSums {
    double sm;            ///< |J1.J2|^2 [GeV^4]
    double interference;  ///< 2 Re (J1.J2)^* A, A = eps(q2, J2, q1, J1) [GeV^6]
    double quadratic;     ///< |A|^2 [GeV^8]
};

/// In closed form.
SpinSums spin_sums(Invariants const& invariants);
/// From explicit Weyl spinors and the components of the currents: slow, for tests.
SpinSums spin_sums_by_spinors(Momenta const& momenta);

/// <|M|^2> [GeV^-2].
QuadraticInTheta matrix_element(Invariants const& invariants);
QuadraticInTheta matrix_element(Invariants const& invariants, SpinSums const& sums);

}  // namespace balmer::physics::wbf
