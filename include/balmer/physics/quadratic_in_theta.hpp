/// \file
/// A squared amplitude as a function of a Wilson coefficient.
#pragma once

namespace balmer::physics {

/// <|M|^2> = sm + lin theta + quad theta^2, averaged over initial spins and colours, theta in
/// TeV^-2. Units: those of |M|^2 (GeV^(4 - 2 n) for n outgoing particles) times TeV^0, ^2, ^4.
struct QuadraticInTheta {
    double sm = 0;
    double lin = 0;
    double quad = 0;

    double operator()(double theta) const { return sm + theta * (lin + theta * quad); }
    /// d ln <|M|^2> / d theta [TeV^2].
    double score(double theta) const { return (lin + 2 * theta * quad) / (*this)(theta); }
    bool operator==(QuadraticInTheta const&) const = default;
};

}  // namespace balmer::physics
