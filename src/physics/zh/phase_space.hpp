/// \file
/// Phase space of the partons of q qbar -> ZH, in variables that flatten the rate.
#pragma once

#include "balmer/physics/zh/sample.hpp"

#include <optional>
#include <span>

namespace balmer::physics::zh {

/// A pair of partons, and the range of cos theta* that the window allows.
struct PhaseSpacePoint {
    double x1, x2;
    double s_gev2;
    /// Smallest and largest |cos theta*|.
    double cosine_min, cosine_max;
    /// d ln(tau) dy per unit cube, tau = x1 x2, y = ln(x1 / x2) / 2.
    double volume;

    /// Integrals of 1 + c^2 and 1 - c^2 over both signs of c = cos theta*.
    double transverse_integral() const;
    double longitudinal_integral() const;
};

/// Maps the unit square to pairs of partons above the threshold of the window: flat in tau^-a, and
/// in y within x < 1.
class PhaseSpace {
public:
    static constexpr std::size_t dimension = 2;

    /// Requires a window below the kinematic limit.
    PhaseSpace(double sqrt_s_gev, PtWindow const& window);

    /// Returns nullopt if the threshold is missed by rounding. `cube` is [dimension], in [0, 1).
    std::optional<PhaseSpacePoint> operator()(std::span<double const> cube) const;

    double s_min_gev2() const { return tau_min_ * beams_s_gev2_; }

private:
    double beams_s_gev2_;
    PtWindow window_;
    double tau_min_;
    /// tau_min^-a.
    double power_max_;
};

/// The smallest s of the partons [GeV^2] at which Z and H have this transverse momentum.
double threshold_gev2(double pt_gev);

}  // namespace balmer::physics::zh
