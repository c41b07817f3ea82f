/// \file
/// Parton densities of the proton: built-in parametrisations, and the grids of LHAPDF if available.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace balmer::physics {

/// The range of validity of a set, both ends included.
struct DensityRange {
    double x_min;
    double q_min_gev;
    double q_max_gev;
    bool operator==(DensityRange const&) const = default;
};

/// A set of parton densities. Its functions may be called from several threads.
class PartonDensity {
public:
    virtual ~PartonDensity() = default;

    /// x f(x, Q) of the parton with PDG code `id`: 1..5 = d u s c b, negative for antiquarks, 21
    /// for the gluon; 0 for other partons and for x >= 1. Requires x > 0. The caller must stay
    /// within range().
    virtual double xf(int id, double x, double q_gev) const = 0;
    virtual DensityRange range() const = 0;
};

/// Whether this build can read the grids of LHAPDF.
bool has_lhapdf();

/// "cteq5l, grv94l or lhapdf:SET", as far as this build has them, for help texts and messages.
std::string parton_density_choices();

/// "cteq5l" and "grv94l" are built in; "lhapdf:SET" is member 0 of an installed set of LHAPDF.
/// Throws InputError for any other name, and for sets that are not installed.
std::unique_ptr<PartonDensity const> make_parton_density(std::string_view name);

}  // namespace balmer::physics
