/// \file
/// Parton densities of the proton, and the closed-form sets that need no grid file.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace balmer::physics {

/// Where a fit may be used; half-open nowhere, both ends belong to it.
struct DensityRange {
    double x_min;
    double q_min_gev;
    double q_max_gev;
    bool operator==(DensityRange const&) const = default;
};

/// One set of densities. `const` functions may be called from several threads.
class PartonDensity {
public:
    virtual ~PartonDensity() = default;

    /// x f(x, Q), with `id` the PDG code: 1..5 = d u s c b, negative for antiquarks, 21 the gluon;
    /// other partons have none (0). Zero for x >= 1. Needs x > 0; the fit holds inside range()
    /// alone, which is the caller's to keep.
    virtual double xf(int id, double x, double q_gev) const = 0;
    virtual DensityRange range() const = 0;
};

enum class PartonDensitySet { cteq5l, grv94l };

inline constexpr std::array all_parton_density_sets{PartonDensitySet::cteq5l,
                                                    PartonDensitySet::grv94l};

/// "cteq5l", "grv94l".
std::string to_string(PartonDensitySet set);
/// The set of that name, if there is one.
std::optional<PartonDensitySet> parton_density_set(std::string_view name);

std::unique_ptr<PartonDensity const> make_parton_density(PartonDensitySet set);

}  // namespace balmer::physics
