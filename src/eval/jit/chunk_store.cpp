#include "chunk_store.hpp"

#include <algorithm>

namespace balmer::eval::jit {
namespace {

constexpr std::size_t chunk_count = 4096;
constexpr std::size_t most_bytes = std::size_t{1} << 19;

}  // namespace

// No key is all zeros, so that an empty entry is never found.
ChunkStore::ChunkStore() : entries_(chunk_count) { bytes_.reserve(most_bytes); }

std::size_t ChunkStore::slot_of(ChunkKey const& key) {
    std::uint64_t const hash =
        key[0] * 0x9e3779b97f4a7c15u + key[1] * 0xbf58476d1ce4e5b9u + key[2] * 0x94d049bb133111ebu;
    return (hash ^ hash >> 29) >> 20 & (chunk_count - 1);
}

Chunk const* ChunkStore::find(ChunkKey const& key) {
    Entry const& entry = entries_[slot_of(key)];
    return entry.key == key ? &view(entry) : nullptr;
}

Chunk const& ChunkStore::keep(ChunkKey const& key, CodeBuffer const& code, std::size_t cold_begin,
                              std::uint32_t instruction_count) {
    auto const written = code.bytes();
    if (bytes_.size() + written.size() > most_bytes) forget_all();
    Entry& entry = entries_[slot_of(key)];
    // The key is set last: an entry without a key is never found.
    entry.key = {};
    entry.instruction_count = instruction_count;
    entry.begin = static_cast<std::uint32_t>(bytes_.size());
    entry.cold_begin = entry.begin + static_cast<std::uint32_t>(cold_begin);
    bytes_.insert(bytes_.end(), written.begin(), written.end());
    entry.end = static_cast<std::uint32_t>(bytes_.size());
    entry.jumps_begin = static_cast<std::uint32_t>(jumps_.size());
    code.append_jumps_to(jumps_);
    entry.jumps_end = static_cast<std::uint32_t>(jumps_.size());
    entry.key = key;
    return view(entry);
}

Chunk const& ChunkStore::view(Entry const& entry) {
    std::span const bytes(bytes_);
    found_ = {bytes.subspan(entry.begin, entry.cold_begin - entry.begin),
              bytes.subspan(entry.cold_begin, entry.end - entry.cold_begin),
              std::span(jumps_).subspan(entry.jumps_begin, entry.jumps_end - entry.jumps_begin),
              entry.instruction_count};
    return found_;
}

void ChunkStore::forget_all() {
    std::ranges::fill(entries_, Entry{});
    bytes_.clear();
    jumps_.clear();
}

}  // namespace balmer::eval::jit
