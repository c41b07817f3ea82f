/// \file
/// Pieces of code that were written before, to be copied into function after function.
#pragma once

#include "code_buffer.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace balmer::eval::jit {

/// What a piece of code depends on: an instruction with the places of its operands.
using ChunkKey = std::array<std::uint64_t, 3>;

/// A piece of code in two parts: what is run through, and what hardly ever is, which may stand
/// anywhere. Jumps within and between the parts count from the start of the first part, the second
/// one following it.
struct Chunk {
    std::span<std::byte const> main;
    std::span<std::byte const> cold;
    std::span<CodeBuffer::ResolvedJump const> jumps;
    std::uint32_t instruction_count = 0;
};

/// Keeps pieces of code in bounded memory: where it is full, all are forgotten.
class ChunkStore {
public:
    ChunkStore();

    /// Valid until the next keep(); nothing where there is none.
    Chunk const* find(ChunkKey const& key);

    /// The code in the buffer, the second part from `cold_begin` on.
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
