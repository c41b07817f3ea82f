/// \file
/// Densities of the light quarks as functions of x and scale, tabulated for speed.
#pragma once

#include "balmer/physics/parton_density.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace balmer::physics::zh {

/// Indices of the light quarks in arrays.
enum LightQuark : std::size_t { quark_u, antiquark_u, quark_d, antiquark_d };
inline constexpr std::size_t light_quark_count = 4;

/// ln(x f) of each LightQuark.
using LogDensities = std::array<double, light_quark_count>;

/// x f(x, Q) by cubic interpolation of ln(x f) in ln(x / (1 - x)) and ln ln Q. The relative error
/// is below 1e-6 for the built-in sets and x < 0.9. Densities that are not positive, which grids
/// have near x = 1, are replaced by 1e-30.
class LightQuarkDensities {
public:
    struct Range {
        double x_min;
        double q_min_gev;
        double q_max_gev;
    };

    /// Scales outside of density.range() are replaced by its ends.
    LightQuarkDensities(PartonDensity const& density, Range const& range);

    /// Where Q lies in the table: shared by all partons of an event.
    struct Scale {
        std::size_t first;
        std::array<double, 4> weights;
    };
    Scale scale(double q_gev) const;

    /// Requires x >= x_min. Zero densities (ln = -infinity) for x >= 0.999.
    LogDensities operator()(double x, Scale const& scale) const;

private:
    double first_z_, inverse_z_step_;
    double first_q_, inverse_q_step_;
    /// [x node x Q node], row-major.
    std::vector<LogDensities> nodes_;
};

}  // namespace balmer::physics::zh
