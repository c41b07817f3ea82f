#include "code_cache.hpp"

#include "balmer/base/error.hpp"
#include "balmer/expr/hash.hpp"

#include <algorithm>

namespace balmer::eval::jit {
namespace {

/// A few hundred functions; fits in the L2 cache.
constexpr std::size_t ring_bytes = std::size_t{1} << 18;
constexpr std::size_t slot_count = 1024;
/// Functions are aligned to cache lines.
constexpr std::size_t code_alignment = 64;

}  // namespace

CodeCache::CodeCache(VectorKind kind, FrameLayout const& layout)
    : compiler_(Machine::registers),
      writer_(kind, layout),
      memory_(ring_bytes),
      entries_(slot_count) {}

CompiledFunction const& CodeCache::function(std::span<expr::Node const> nodes, Purpose purpose) {
    std::uint64_t const hash = expr::structure_hash(nodes) + static_cast<std::uint64_t>(purpose);
    Entry& entry = entries_[hash % slot_count];
    if (!holds(entry, hash, nodes, purpose)) {
        entry.hash = hash;
        // If compilation throws, the entry stays empty.
        entry.function.run = nullptr;
        compile(entry, nodes, purpose);
    }
    return entry.function;
}

bool CodeCache::holds(Entry const& entry, std::uint64_t hash, std::span<expr::Node const> nodes,
                      Purpose purpose) const {
    bool const is_overwritten = written_bytes_ - entry.position > memory_.size_bytes();
    return entry.function.run != nullptr && entry.hash == hash && entry.purpose == purpose &&
           !is_overwritten &&
           std::equal(entry.nodes.begin(), entry.nodes.end(), nodes.begin(), nodes.end());
}

void CodeCache::compile(Entry& entry, std::span<expr::Node const> nodes, Purpose purpose) {
    if (purpose == Purpose::columns) {
        compiler_.compile_gradient(nodes, program_);
    } else {
        compiler_.compile_value(nodes, program_);
    }
    WrittenFunction const written = writer_.write(program_, purpose);
    entry.purpose = purpose;
    entry.nodes.assign(nodes.begin(), nodes.end());
    CompiledFunction& function = entry.function;
    function.run = keep(written.code, entry.position);
    function.table_vectors = written.table_vectors;
    function.constant_count = program_.constant_count;
    function.features.assign(program_.features.begin(), program_.features.end());
    function.columns.assign(program_.columns.begin(), program_.columns.end());
}

CompiledFunction::Entry CodeCache::keep(std::span<std::byte const> code, std::uint64_t& position) {
    std::size_t const size = (code.size() + code_alignment - 1) / code_alignment * code_alignment;
    if (size > memory_.size_bytes()) {
        // A huge tree: a new ring that is large enough. All entries of the old one become invalid.
        memory_ = ExecutableMemory(4 * size);
        written_bytes_ = 0;
        for (Entry& entry : entries_) entry.function.run = nullptr;
    }
    std::size_t offset = written_bytes_ % memory_.size_bytes();
    if (offset + size > memory_.size_bytes()) {
        written_bytes_ += memory_.size_bytes() - offset;
        offset = 0;
    }
    position = written_bytes_;
    written_bytes_ += size;
    return reinterpret_cast<CompiledFunction::Entry>(
        const_cast<void*>(memory_.write(offset, code)));
}

}  // namespace balmer::eval::jit
