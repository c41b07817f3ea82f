/// \file
/// An island with all that its worker knows of it, as it is saved and sent.
#pragma once

#include "balmer/evolve/island.hpp"
#include "balmer/evolve/judge.hpp"

#include "protocol.hpp"

#include <cstdint>

namespace balmer::islands {

struct IslandRecord {
    evolve::IslandState state;
    /// Not yet sent: at most one champion a complexity.
    Champions outgoing;
    /// Its last champions were not answered yet.
    bool awaits_exchange = false;
    /// The latest that came; `fresh` until it is mixed in.
    evolve::Immigrants immigrants;
    bool fresh = false;
    /// Of all lives of the run.
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

/// As a Boost archive with its number and iteration. A population that does not exist yet gives an
/// archive without bytes.
checkpoint::IslandArchive pack(IslandRecord const& record);

/// Throws DataError, naming the island, where the bytes hold no record of it.
IslandRecord unpack(checkpoint::IslandArchive const& archive);

}  // namespace balmer::islands
