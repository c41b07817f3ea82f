/// \file
/// An island with everything that its worker knows of it, as it is saved and sent.
#pragma once

#include "balmer/evolve/island_state.hpp"
#include "balmer/evolve/judge.hpp"

#include "protocol.hpp"

#include <cstdint>

namespace balmer::islands {

struct IslandRecord {
    evolve::IslandState state;
    /// Not yet sent: at most one champion for each complexity.
    Champions outgoing;
    /// The last champions are not answered yet.
    bool awaits_exchange = false;
    /// The latest that arrived; `fresh` until they are mixed in.
    evolve::Immigrants immigrants;
    bool fresh = false;
    /// Of all sessions of the run.
    evolve::WorkCounters work;
    double evolving_s = 0;
    std::uint64_t champions_harvested = 0;
    std::uint64_t champions_sent = 0;
    std::uint64_t champions_superseded = 0;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& state& outgoing& awaits_exchange& immigrants& fresh& work& evolving_s&
            champions_harvested& champions_sent& champions_superseded;
    }
};

/// As a Boost archive with island number and iteration. The archive has no bytes if the population
/// does not exist yet.
checkpoint::IslandArchive pack(IslandRecord const& record);

/// Throws DataError, which names the island, if the bytes are not a record of it.
IslandRecord unpack(checkpoint::IslandArchive const& archive);

}  // namespace balmer::islands
