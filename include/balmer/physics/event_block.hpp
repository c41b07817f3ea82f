/// \file
/// Events made block by block, by one process or by several.
#pragma once

#include "balmer/physics/block_team.hpp"
#include "balmer/physics/estimate.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

namespace balmer::physics {

/// What the making of some blocks took.
struct BlockTally {
    /// Weights of all points tried, zeros included.
    WeightSum trials;
    /// Sum over trials of what exceeds the largest weight.
    double excess = 0;
    std::uint64_t accepted_count = 0;
    /// Of those accepted, events that a detector moved out of the cuts.
    std::uint64_t lost_count = 0;

    void add(BlockTally const& other);
};

/// Some events, or those of several blocks in the order of the blocks.
template <class Event>
struct EventBlock {
    std::vector<Event> events = {};
    BlockTally tally = {};
};

/// As they lie in memory: for processes of one kind of machine.
template <class Event>
BlockTeam::Bytes to_bytes(EventBlock<Event> const& block) {
    static_assert(std::is_trivially_copyable_v<Event>);
    BlockTeam::Bytes bytes(sizeof(BlockTally) + block.events.size() * sizeof(Event));
    std::memcpy(bytes.data(), &block.tally, sizeof(BlockTally));
    if (!block.events.empty()) {
        std::memcpy(bytes.data() + sizeof(BlockTally), block.events.data(),
                    block.events.size() * sizeof(Event));
    }
    return bytes;
}

/// The inverse of to_bytes().
template <class Event>
EventBlock<Event> to_event_block(BlockTeam::Bytes const& bytes) {
    EventBlock<Event> block;
    std::memcpy(&block.tally, bytes.data(), sizeof(BlockTally));
    block.events.resize((bytes.size() - sizeof(BlockTally)) / sizeof(Event));
    if (!block.events.empty()) {
        std::memcpy(block.events.data(), bytes.data() + sizeof(BlockTally),
                    block.events.size() * sizeof(Event));
    }
    return block;
}

/// What rank 0 decides after each round of blocks.
enum class Collecting : int { goes_on, is_done, is_hopeless };

/// is_hopeless when some ten million trials gave no event at all.
Collecting collecting_state(std::size_t event_count, std::size_t wanted_count,
                            BlockTally const& tally);
/// Throws InputError: no event passes the cuts.
[[noreturn]] void throw_no_events();

/// Collective: `count` events from blocks 0, 1, 2, …, made by `make_block(index)` on whichever
/// member, on rank 0; nothing elsewhere. The tally is that of the blocks up to the last one needed,
/// so that it depends on `count` alone. Throws, everywhere, what `make_block` throws anywhere, and
/// InputError when blocks stay empty.
template <class Event, class MakeBlock>
EventBlock<Event> collect_blocks(BlockTeam const& team, std::size_t count,
                                 MakeBlock const& make_block, Progress const& progress) {
    EventBlock<Event> all;
    team.all_or_none([&] {
        if (team.rank() == 0) all.events.reserve(count);
    });
    for (std::uint32_t round = 0;; ++round) {
        BlockTeam::Bytes own;
        team.all_or_none(
            [&] { own = to_bytes<Event>(make_block(round * team.size() + team.rank())); });
        auto const gathered = team.gather(std::move(own));
        team.all_or_none([&] {
            for (auto const& bytes : gathered) {
                if (all.events.size() >= count) break;
                auto const block = to_event_block<Event>(bytes);
                all.tally.add(block.tally);
                all.events.insert(all.events.end(), block.events.begin(), block.events.end());
            }
        });
        if (progress && team.rank() == 0) {
            progress(
                std::min(1.0, static_cast<double>(all.events.size()) / static_cast<double>(count)));
        }
        auto const state = static_cast<Collecting>(team.broadcast(
            static_cast<int>(collecting_state(all.events.size(), count, all.tally))));
        if (state == Collecting::is_hopeless) throw_no_events();
        if (state == Collecting::is_done) break;
    }
    if (all.events.size() > count) all.events.resize(count);
    return all;
}

}  // namespace balmer::physics
