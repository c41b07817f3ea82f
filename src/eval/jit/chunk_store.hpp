/// \file
/// A cache of pieces of machine code, which are copied into later functions.
#pragma once

#include "code_buffer.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace balmer::eval::jit {

/// Identifies a piece of code: an instruction and the places of its operands.
using ChunkKey = std::array<std::uint64_t, 3>;

/// A piece of code in two parts: the main path, and a rarely executed one, which may be placed
/// anywhere. Offsets of jumps are relative to the start of the main part, with the cold part
/// directly after it.
struct Chunk {
    std::span<std::byte const> main;
    std::span<std::byte const> cold;
    std::span<CodeBuffer::ResolvedJump const> jumps;
    std::uint32_t instruction_count = 0;
};

/// Keeps pieces of code in bounded memory. If it is full, all of them are discarded.
class ChunkStore {
public:
    ChunkStore();

    /// Returns null if there is none. Valid until the next keep().
    Chunk const* find(ChunkKey const& key);

    /// Stores the code of the buffer. The cold part starts at `cold_begin`.
    Chunk const& keep(ChunkKey const& key, CodeBuffer const& code, std::size_t cold_begin,
                      std::uint32_t instruction_count);

private:
    struct Entry {
        ChunkKey key{};
        std::uint32_t begin = 0;
        std::uint32_t cold_begin = 0;
        std::uint32_t end = 0;
        std::uint32_t jumps_begin = 0;
        std::uint32_t jumps_end = 0;
        std::uint32_t instruction_count = 0;
    };

    static std::size_t slot_of(ChunkKey const& key);
    Chunk const& view(Entry const& entry);
    void forget_all();

    std::vector<Entry> entries_;
    std::vector<std::byte> bytes_;
    std::vector<CodeBuffer::ResolvedJump> jumps_;
    Chunk found_;
};

}  // namespace balmer::eval::jit
