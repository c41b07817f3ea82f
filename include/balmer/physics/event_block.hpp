/// \file
/// Events made in blocks, by one process or by several ranks.
#pragma once

#include "balmer/parallel/block_team.hpp"
#include "balmer/physics/estimate.hpp"
#include "balmer/physics/progress.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

namespace balmer::physics {

/// Counts of the trials and events of some blocks.
struct BlockTally {
    /// Weights of all points tried, including zeros.
    WeightSum trials;
    /// Sum over the trials of the excess over the largest weight.
    double excess = 0;
    std::uint64_t accepted_count = 0;
    /// Accepted events that a detector moved out of the cuts.
    std::uint64_t lost_count = 0;

    void add(BlockTally const& other);
};

/// The events of one block, or of several in the order of the blocks.
template <class Event>
struct EventBlock {
    std::vector<Event> events = {};
    BlockTally tally = {};
};

/// The bytes as they are in memory: all ranks must run on the same kind of machine.
template <class Event>
parallel::Bytes to_bytes(EventBlock<Event> const& block) {
    static_assert(std::is_trivially_copyable_v<Event>);
    parallel::Bytes bytes(sizeof(BlockTally) + block.events.size() * sizeof(Event));
    std::memcpy(bytes.data(), &block.tally, sizeof(BlockTally));
    if (!block.events.empty()) {
        std::memcpy(bytes.data() + sizeof(BlockTally), block.events.data(),
                    block.events.size() * sizeof(Event));
    }
    return bytes;
}

/// The inverse of to_bytes().
template <class Event>
EventBlock<Event> to_event_block(parallel::Bytes const& bytes) {
    EventBlock<Event> block;
    std::memcpy(&block.tally, bytes.data(), sizeof(BlockTally));
    block.events.resize((bytes.size() - sizeof(BlockTally)) / sizeof(Event));
    if (!block.events.empty()) {
        std::memcpy(block.events.data(), bytes.data() + sizeof(BlockTally),
                    block.events.size() * sizeof(Event));
    }
    return block;
}

/// Throws InputError if some ten million trials gave no event at all: none passes the cuts.
void check_that_events_pass(std::size_t event_count, BlockTally const& tally);

/// Collective: the first `count` events of the blocks 0, 1, 2, … on rank 0, none elsewhere.
///
/// `make_block(block)` makes a block on the rank that it belongs to. The tally is that of the
/// blocks up to the last one needed, so that it depends on `count` alone. Throws on every rank what
/// `make_block` throws on any, and InputError if the blocks stay empty.
template <class Event, class MakeBlock>
EventBlock<Event> collect_events(parallel::Communicator const& communicator, std::size_t count,
                                 MakeBlock const& make_block, Progress const& progress) {
    EventBlock<Event> all;
    communicator.all_or_none([&] {
        if (communicator.rank() == 0) all.events.reserve(count);
    });
    parallel::collect_blocks(
        communicator, [&](std::uint32_t block) { return to_bytes<Event>(make_block(block)); },
        [&](parallel::Bytes const& content) {
            auto const block = to_event_block<Event>(content);
            all.tally.add(block.tally);
            all.events.insert(all.events.end(), block.events.begin(), block.events.end());
            check_that_events_pass(all.events.size(), all.tally);
            auto const made = static_cast<double>(all.events.size());
            if (progress) progress(std::min(1.0, made / static_cast<double>(count)));
            return all.events.size() < count;
        });
    if (all.events.size() > count) all.events.resize(count);
    return all;
}

}  // namespace balmer::physics
