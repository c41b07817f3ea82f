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

/// The complete state of an island between two cycles. Plain data: can be compared, sent and saved.
struct IslandState {
    std::uint32_t island = 0;
    /// Iterations completed.
    std::uint32_t iteration = 0;
    /// Cycles completed in the current iteration.
    std::uint32_t cycle = 0;
    std::uint64_t birth_count = 0;
    /// A ring buffer in order of birth; `oldest` is the position of the member to be replaced next.
    std::vector<Member> population;
    std::uint32_t oldest = 0;
    RandomStream stream;
    /// Keys (structure and rounded loss) of champions already offered; a ring buffer of bounded
    /// length.
    std::vector<std::uint64_t> offered;

    bool operator==(IslandState const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& island& iteration& cycle& birth_count& population& oldest& stream& offered;
    }
};

/// What an island sends at the end of an iteration, and also during a long one.
struct Harvest {
    /// Members that beat, on this shard, every known hall-of-fame entry of their complexity or
    /// less.
    std::vector<Member> champions;
    /// Its best members, for other islands.
    std::vector<Member> migrants;
};

/// What an island receives at the end of an iteration. Every tree is evaluated on its shard,
/// because losses on other shards do not apply.
struct Immigrants {
    std::vector<expr::Tree> migrants;
    std::vector<expr::Tree> hall_of_fame;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& migrants& hall_of_fame;
    }
};

/// A population of random trees with their losses.
IslandState create_island(std::uint32_t island, SearchSettings const& settings, Judge& judge);

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
