/// \file
/// CTEQ5L, leading order, in J. Pumplin's closed form.
#pragma once

#include "balmer/physics/parton_density.hpp"

namespace balmer::physics {

/// Source: Lai et al., Eur. Phys. J. C12 (2000) 375; parametrisation by J. Pumplin (Ctq5Par).
class Cteq5l final : public PartonDensity {
public:
    double xf(int id, double x, double q_gev) const override;
    DensityRange range() const override { return {1e-6, 1.1, 1e4}; }
};

}  // namespace balmer::physics
