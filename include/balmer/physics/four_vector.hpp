/// \file
/// Momenta in Minkowski space, metric (+,-,-,-).
#pragma once

#include <cmath>

namespace balmer::physics {

/// Contravariant components [GeV].
struct FourVector {
    double e = 0;
    double px = 0;
    double py = 0;
    double pz = 0;

    bool operator==(FourVector const&) const = default;
};

constexpr FourVector operator+(FourVector const& a, FourVector const& b) {
    return {a.e + b.e, a.px + b.px, a.py + b.py, a.pz + b.pz};
}
constexpr FourVector operator-(FourVector const& a, FourVector const& b) {
    return {a.e - b.e, a.px - b.px, a.py - b.py, a.pz - b.pz};
}

constexpr double dot(FourVector const& a, FourVector const& b) {
    return a.e * b.e - a.px * b.px - a.py * b.py - a.pz * b.pz;
}
constexpr double mass2(FourVector const& p) { return dot(p, p); }

inline double pt(FourVector const& p) { return std::hypot(p.px, p.py); }
/// In (-pi, pi]; 0 along the beam.
inline double phi(FourVector const& p) { return std::atan2(p.py, p.px); }
/// Pseudorapidity; infinite along the beam.
inline double eta(FourVector const& p) { return std::asinh(p.pz / pt(p)); }

/// p.q of two massless momenta, to full relative accuracy. The plain product loses it to
/// cancellation if the momenta are nearly collinear.
double massless_dot(FourVector const& p, FourVector const& q);

/// eps_{mu nu rho sigma} a^mu b^nu c^rho d^sigma with eps_{0123} = +1 [GeV^4]: the determinant
/// whose rows are the contravariant components.
double levi_civita(FourVector const& a, FourVector const& b, FourVector const& c,
                   FourVector const& d);

/// The angle shifted by a multiple of 2 pi into [-pi, pi).
double wrapped_angle(double angle);

}  // namespace balmer::physics
