/// \file
/// Photons from initial-state radiation: their spectra in x = 2 E / sqrt(s) and sin(theta).
///
/// Source: arXiv:2211.08420, section III. Densities are per dx d(sin theta).
#pragma once

#include "balmer/base/random.hpp"

#include <variant>
#include <vector>

namespace balmer::physics::isr {

/// x = 2 E / sqrt(s), and the sine of the angle to the beam.
struct Photon {
    double x, sin_theta;
};

/// [low, high].
struct Interval {
    double low, high;
    double width() const { return high - low; }
    bool operator==(Interval const&) const = default;
};

/// (1 + (1 - x)^2) / (x sin^2 theta): Eq. (20) without alpha / pi.
double splitting_function(double x, double sin_theta);

/// Photons of the splitting function with x in a window and sin(theta) in [0.1, 1].
class SplittingPhotons {
public:
    static constexpr Interval sin_theta_range{0.1, 1};

    /// Requires 0 < x_window.low < x_window.high <= 2.
    explicit SplittingPhotons(Interval x_window);

    /// Normalised to one; 0 outside of the ranges.
    double density(double x, double sin_theta) const;
    /// Per dx, integrated over an interval within the range of sin(theta).
    double density(double x, Interval sin_theta) const;
    /// The fraction of all photons in an interval of sin(theta); independent of x.
    static double share(Interval sin_theta);
    /// The ends of the support of density(x, sin_theta) and the points where it is not smooth,
    /// ascending.
    std::vector<double> breaks(Interval sin_theta) const;

    Photon draw(RandomStream& stream) const;

private:
    Interval x_window_;
    double x_norm_;
    double log_x_ratio_;
    double largest_numerator_;
};

/// Photons of e+ e- -> chi chi gamma at the study point of section III B 2, a neutralino of 225 GeV
/// at sqrt(s) = 500 GeV. The splitting function times the p-wave cross-section of the pair,
/// beta^3 / s_hat with s_hat = (1 - x) s, per d(cos theta) (SplittingPhotons has d(sin theta)).
/// Replaces the MadGraph events of the paper: this power, flux and measure reproduce the published
/// fit (Table VI), others do not.
class NeutralinoPhotons {
public:
    static constexpr double sqrt_s_gev = 500;
    static constexpr double mass_gev = 225;
    static constexpr double pt_min_gev = 7.5;
    static constexpr Interval sin_theta_range{0.1, 1};
    /// From the pT cut at sin(theta) = 1 to the threshold of the pair.
    static constexpr Interval x_range{2 * pt_min_gev / sqrt_s_gev,
                                      1 - 4 * mass_gev* mass_gev / (sqrt_s_gev * sqrt_s_gev)};

    NeutralinoPhotons();

    /// The smallest sin(theta) that passes the cuts at x; above 1 if none does.
    static double sin_theta_min(double x);
    /// The integral of d(cos theta) / sin^2(theta) over both hemispheres after cuts: the length in
    /// pseudorapidity.
    static double angular_integral(double x, Interval sin_theta = sin_theta_range);

    /// Integral of (1 + (1 - x)^2) / x * angular_integral(x) * beta^3 / s_hat [GeV^-2].
    double norm_per_gev2() const { return norm_per_gev2_; }
    /// Per dx, integrated over an interval of sin(theta). Normalised to one; 0 outside of the
    /// range.
    double density(double x, Interval sin_theta = sin_theta_range) const;
    /// The ends of the support of density(x, sin_theta) and the points where it is not smooth,
    /// ascending.
    std::vector<double> breaks(Interval sin_theta) const;

    Photon draw(RandomStream& stream) const;

private:
    double log_x_ratio_;
    double pseudorapidity_max_;
    double largest_numerator_;
    double norm_per_gev2_;
};

using PhotonSource = std::variant<SplittingPhotons, NeutralinoPhotons>;

}  // namespace balmer::physics::isr
