/// \file
/// One density at one scale, tabulated for speed.
#pragma once

#include "balmer/physics/parton_density.hpp"

#include <vector>

namespace balmer::physics {

/// x f(x, Q) of one parton at fixed Q: cubic interpolation of ln(x f) in ln(x / (1 - x)), where
/// both ends of the range are smooth; linear where a node is not positive, and counts as zero.
/// Relative error below 1e-9 for the sets of this module.
class FixedScaleDensity {
public:
    FixedScaleDensity(PartonDensity const& density, int id, double q_gev);

    /// Zero for x >= 1 - 2e-5, where products of densities vanish. Needs x >= range().x_min.
    double operator()(double x) const;

private:
    double first_;
    double inverse_step_;
    /// ln(x f) at the nodes, one beyond the range on either side.
    std::vector<double> log_values_;
};

}  // namespace balmer::physics
