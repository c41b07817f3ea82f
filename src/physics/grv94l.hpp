/// \file
/// GRV 94, leading order.
#pragma once

#include "balmer/physics/parton_density.hpp"

namespace balmer::physics {

/// Source: Glueck, Reya, Vogt, Z. Phys. C67 (1995) 433. Overshoots the momentum sum by 2 to 8 %.
class Grv94l final : public PartonDensity {
public:
    double xf(int id, double x, double q_gev) const override;
    /// 0.4 GeV^2 < Q^2 < 1e6 GeV^2.
    DensityRange range() const override { return {1e-5, 0.6324555320336759, 1e3}; }
};

}  // namespace balmer::physics
