/// \file
/// The random streams of an island.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/evolve/island_state.hpp"
#include "balmer/evolve/settings.hpp"

namespace balmer::evolve {

/// The stream of the island for this iteration and purpose.
inline RandomStream stream_of(IslandState const& state, SearchSettings const& settings,
                              Purpose purpose) {
    return {settings.seed, state.island, state.iteration, purpose};
}

}  // namespace balmer::evolve
