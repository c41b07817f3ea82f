#include "balmer/base/error.hpp"

#include "physics/lhapdf_density.hpp"

namespace balmer::physics {

bool has_lhapdf() { return false; }

std::unique_ptr<PartonDensity const> make_lhapdf_density(std::string const& set_name) {
    throw InputError("'lhapdf:" + set_name +
                     "' needs LHAPDF (this program was built without it). Configure with "
                     "-DBALMER_LHAPDF=ON and build again, or take cteq5l?");
}

}  // namespace balmer::physics
