/// \file
/// The grids of LHAPDF as a PartonDensity, if the library is available.
#pragma once

#include "balmer/physics/parton_density.hpp"

#include <memory>
#include <string>

namespace balmer::physics {

/// Member 0 of the set. Throws InputError if the set is not installed or this build has no LHAPDF.
std::unique_ptr<PartonDensity const> make_lhapdf_density(std::string const& set_name);

}  // namespace balmer::physics
