/// \file
/// Events generated one by one and counted in cells.
#pragma once

#include "balmer/physics/isr/sample.hpp"

namespace balmer::physics::isr {

/// The counts of the cells; the last element counts the events outside of the grid.
using CellCounts = std::vector<std::uint64_t>;

/// Number of events in a block. Each block has its own random stream.
inline constexpr std::uint64_t events_in_block = 1u << 20;

/// Collective: the counts of all events, the same on every rank.
CellCounts count_events(Settings const& settings, PhotonSource const& source, Grid const& grid,
                        parallel::Communicator const& communicator, Progress const& progress);

}  // namespace balmer::physics::isr
