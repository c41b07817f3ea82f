/// \file
/// Blocks of numbers in place of events.
#pragma once

#include "balmer/physics/event_block.hpp"

#include <cstdint>

namespace balmer::physics {

struct Number {
    std::uint32_t block;
    std::uint32_t place;
    bool operator==(Number const&) const = default;
};

/// Blocks of different sizes, some empty.
inline EventBlock<Number> numbers(std::uint32_t block) {
    EventBlock<Number> made;
    for (std::uint32_t place = 0; place < block % 4; ++place) made.events.push_back({block, place});
    made.tally.trials.add(static_cast<double>(block));
    made.tally.accepted_count = made.events.size();
    made.tally.lost_count = 1;
    return made;
}

}  // namespace balmer::physics
