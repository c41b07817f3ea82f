/// \file
/// Checkpoints that differ by a number, for programs and tests that save many.
#pragma once

#include "samples.hpp"

namespace balmer::checkpoint {

/// A small checkpoint whose number is its `header.life`.
inline Checkpoint numbered(std::uint32_t number) {
    auto made = sample(1);
    made.header.life = number;
    return made;
}

}  // namespace balmer::checkpoint
