/// \file
/// One island: its state as plain data, and the functions that advance it.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/judge.hpp"
#include "balmer/evolve/member.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/evolve/workspace.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace balmer::evolve {

/// Everything an island is, between two cycles. Plain data: it can be compared, sent and saved.
struct IslandState {
    std::uint32_t island = 0;
    /// Iterations completed.
    std::uint32_t iteration = 0;
    /// Cycles completed in the present iteration.
    std::uint32_t cycle = 0;
    std::uint64_t birth_count = 0;
    /// A ring in order of birth: `oldest` is the position of the member replaced next.
    std::vector<Member> population;
    std::uint32_t oldest = 0;
    RandomStream stream;
    /// Keys of champions already offered (structure and rounded loss), a ring of bounded length.
    std::vector<std::uint64_t> offered;

    bool operator==(IslandState const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& island& iteration& cycle& birth_count& population& oldest& stream& offered;
    }
};

/// What an island gives away: at the end of an iteration, and before it is over where it is long.
struct Harvest {
    /// Members that beat, on this shard, every known hall-of-fame entry of their complexity or
    /// less.
    std::vector<Member> champions;
    /// Its best members, for other islands.
    std::vector<Member> migrants;
};

/// What an island takes in at the end of an iteration. Losses in it are from other shards, and are
/// not trusted: everything is judged anew.
struct Immigrants {
    std::vector<expr::Tree> migrants;
    std::vector<expr::Tree> hall_of_fame;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& migrants& hall_of_fame;
    }
};

/// A population of random trees, judged.
IslandState create_island(std::uint32_t island, SearchSettings const& settings, Judge& judge);

/// One cycle: population_size / tournament_size tournaments at this cycle's temperature.
void advance_cycle(IslandState& state, SearchSettings const& settings, Judge& judge,
                   Workspace& workspace);
/// The same, with a workspace of its own.
void advance_cycle(IslandState& state, SearchSettings const& settings, Judge& judge);

/// True when the cycles of the present iteration are all done and finish_iteration() is due.
bool iteration_is_due(IslandState const& state, SearchSettings const& settings);

/// What the island has to give at this moment: the members that beat every entry of `hall_of_fame`
/// (the latest one known, judged on this shard) of their complexity or less, fitted on the whole
/// shard and not offered before; and its best members as migrants.
Harvest harvest(IslandState& state, SearchSettings const& settings, Judge& judge,
                std::span<expr::Tree const> hall_of_fame);

/// Ends an iteration: simplifies, fits some members, and harvests.
Harvest finish_iteration(IslandState& state, SearchSettings const& settings, Judge& judge,
                         std::span<expr::Tree const> hall_of_fame);

/// Mixes others' members in: each slot is replaced with probability fraction_replaced by a migrant
/// chosen at random, and with fraction_replaced_hof by a hall-of-fame entry.
void mix_in(IslandState& state, SearchSettings const& settings, Judge& judge,
            Immigrants const& immigrants);

}  // namespace balmer::evolve
