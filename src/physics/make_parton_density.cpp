#include "balmer/base/error.hpp"
#include "balmer/base/near_names.hpp"
#include "balmer/physics/parton_density.hpp"

#include "physics/cteq5l.hpp"
#include "physics/grv94l.hpp"
#include "physics/lhapdf_density.hpp"

#include <vector>

namespace balmer::physics {
namespace {

constexpr std::string_view lhapdf_prefix = "lhapdf:";
std::vector<std::string> const built_in{"cteq5l", "grv94l"};

}  // namespace

std::string parton_density_choices() {
    return has_lhapdf() ? "cteq5l, grv94l or lhapdf:SET" : "cteq5l or grv94l";
}

std::unique_ptr<PartonDensity const> make_parton_density(std::string_view name) {
    if (name == "cteq5l") return std::make_unique<Cteq5l>();
    if (name == "grv94l") return std::make_unique<Grv94l>();
    if (name.starts_with(lhapdf_prefix)) {
        return make_lhapdf_density(std::string(name.substr(lhapdf_prefix.size())));
    }
    throw InputError("unknown parton densities '" + std::string(name) + "' (available: " +
                     parton_density_choices() + ")." + suggestion(name, built_in));
}

}  // namespace balmer::physics
