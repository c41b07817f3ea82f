#include "chunks.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <climits>
#include <string>

namespace balmer::parallel {

std::size_t Chunks::count() const {
    return size_bytes == 0 ? 1 : (size_bytes - 1) / chunk_bytes + 1;
}

int Chunks::length(std::size_t index) const {
    return static_cast<int>(std::min(chunk_bytes, size_bytes - offset(index)));
}

std::size_t checked_chunk(std::size_t chunk_bytes) {
    BALMER_VALIDATE(1 <= chunk_bytes && chunk_bytes <= static_cast<std::size_t>(INT_MAX),
                    "chunk_bytes is " + std::to_string(chunk_bytes) +
                        " (one MPI message holds 1 to " + std::to_string(INT_MAX) + " bytes)");
    return chunk_bytes;
}

}  // namespace balmer::parallel
