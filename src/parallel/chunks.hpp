/// \file
/// Division of contents into messages, because MPI counts in int.
#pragma once

#include <cstddef>

namespace balmer::parallel {

/// All messages have `chunk_bytes` bytes except the last, which may be shorter. Empty contents are
/// one empty message.
struct Chunks {
    std::size_t size_bytes;
    /// In [1, INT_MAX].
    std::size_t chunk_bytes;

    std::size_t count() const;
    std::size_t offset(std::size_t index) const { return index * chunk_bytes; }
    int length(std::size_t index) const;
};

/// Throws InputError unless 1 <= chunk_bytes <= INT_MAX.
std::size_t checked_chunk(std::size_t chunk_bytes);

}  // namespace balmer::parallel
