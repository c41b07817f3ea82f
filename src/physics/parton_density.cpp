#include "balmer/physics/parton_density.hpp"

#include "physics/cteq5l.hpp"
#include "physics/grv94l.hpp"

namespace balmer::physics {

std::string to_string(PartonDensitySet set) {
    switch (set) {
        case PartonDensitySet::cteq5l:
            return "cteq5l";
        case PartonDensitySet::grv94l:
            return "grv94l";
    }
    return "unknown";
}

std::optional<PartonDensitySet> parton_density_set(std::string_view name) {
    for (auto const set : all_parton_density_sets) {
        if (to_string(set) == name) return set;
    }
    return std::nullopt;
}

std::unique_ptr<PartonDensity const> make_parton_density(PartonDensitySet set) {
    if (set == PartonDensitySet::grv94l) return std::make_unique<Grv94l>();
    return std::make_unique<Cteq5l>();
}

}  // namespace balmer::physics
