/// \file
/// Events made one after the other and counted in cells.
#pragma once

#include "balmer/physics/isr/sample.hpp"

namespace balmer::physics::isr {

/// Counts of the cells, and of events in none as last element.
using CellCounts = std::vector<std::uint64_t>;

/// Events are made in blocks of so many, each with a random stream of its own.
inline constexpr std::uint64_t events_in_block = 1u << 20;

/// Collective: all blocks on rank 0, nothing elsewhere.
CellCounts count_events(Settings const& settings, PhotonSource const& source, Grid const& grid,
                        parallel::Communicator const& communicator, Progress const& progress);

}  // namespace balmer::physics::isr
