/// \file
/// Parton densities of the proton: closed forms that need no grid file, and LHAPDF's where it is.
#pragma once

#include <memory>
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

/// Whether this build can read LHAPDF's grids.
bool has_lhapdf();

/// "cteq5l, grv94l or lhapdf:SET", as far as this build has them: for people.
std::string parton_density_choices();

/// "cteq5l" and "grv94l" are built in; "lhapdf:SET" is member 0 of a set that LHAPDF finds. Throws
/// InputError for every other name, and for sets that are not installed.
std::unique_ptr<PartonDensity const> make_parton_density(std::string_view name);

}  // namespace balmer::physics
