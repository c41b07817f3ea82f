/// \file
/// One island: the functions that create and advance its state.
#pragma once

#include "balmer/evolve/island_state.hpp"
#include "balmer/evolve/judge.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/evolve/workspace.hpp"

#include <cstdint>
#include <span>

namespace balmer::evolve {

/// A population of random trees with their losses.
IslandState create_island(std::uint32_t island, SearchSettings const& settings, Judge& judge);

/// The same, but it begins with those of `founders` that are legal and finite on its shard.
IslandState create_island(std::uint32_t island, SearchSettings const& settings, Judge& judge,
                          std::span<expr::Tree const> founders);

/// One cycle: population_size / tournament_size tournaments at this cycle's temperature.
void advance_cycle(IslandState& state, SearchSettings const& settings, Judge& judge,
                   Workspace& workspace);
/// The same with a temporary workspace.
void advance_cycle(IslandState& state, SearchSettings const& settings, Judge& judge);

/// True if all cycles of the current iteration are done, so that finish_iteration() is due.
bool iteration_is_due(IslandState const& state, SearchSettings const& settings);

/// What the island can send now. Champions are the members that beat, on this shard, every entry of
/// `hall_of_fame` (the latest one known) of their complexity or less, fitted on the whole shard and
/// not offered before. Migrants are its best members.
Harvest harvest(IslandState& state, SearchSettings const& settings, Judge& judge,
                std::span<expr::Tree const> hall_of_fame);

/// Ends an iteration: simplifies, fits some members, and harvests.
Harvest finish_iteration(IslandState& state, SearchSettings const& settings, Judge& judge,
                         std::span<expr::Tree const> hall_of_fame);

/// Replaces each member with probability fraction_replaced by a random migrant, and with
/// probability fraction_replaced_hof by a random hall-of-fame entry.
void mix_in(IslandState& state, SearchSettings const& settings, Judge& judge,
            Immigrants const& immigrants);

}  // namespace balmer::evolve
