/// \file
/// The state of an island, and what it sends and receives: plain data.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/evolve/member.hpp"
#include "balmer/expr/tree.hpp"

#include <cstdint>
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

}  // namespace balmer::evolve
