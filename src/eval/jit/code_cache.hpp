/// \file
/// Functions for structures: those written lately are kept, in bounded memory.
#pragma once

#include "balmer/expr/tree.hpp"

#include "eval/program.hpp"
#include "executable_memory.hpp"
#include "frame.hpp"
#include "function_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace balmer::eval::jit {

/// A function with what its caller must know of the program behind it.
struct CompiledFunction {
    using Entry = void (*)(Frame*);

    Entry run = nullptr;
    std::uint32_t table_vectors = 0;
    std::uint32_t constant_count = 0;
    /// The features it reads, each once.
    std::vector<std::uint16_t> features;
    /// Derivatives by the constants, of functions for Purpose::columns. The residual is stored.
    std::vector<Column> columns;
};

/// Compiles structures and keeps the code.
///
/// The code stands in a ring in which new code overwrites the oldest, and a table of fixed size
/// finds it by a hash of the structure; nothing is freed or moved, so nothing leaks or fragments.
/// Only a function that is larger than the whole ring makes a larger one, for good.
class CodeCache {
public:
    explicit CodeCache(VectorKind kind, FrameLayout const& layout);

    /// The function for a structure; valid until the next call.
    CompiledFunction const& function(std::span<expr::Node const> nodes, Purpose purpose);

private:
    struct Entry {
        std::uint64_t hash = 0;
        /// How many bytes had been written to the ring when this one was.
        std::uint64_t position = 0;
        Purpose purpose = Purpose::loss;
        std::vector<expr::Node> nodes;
        CompiledFunction function;
    };

    bool holds(Entry const& entry, std::uint64_t hash, std::span<expr::Node const> nodes,
               Purpose purpose) const;
    void compile(Entry& entry, std::span<expr::Node const> nodes, Purpose purpose);
    CompiledFunction::Entry keep(std::span<std::byte const> code, std::uint64_t& position);

    Compiler compiler_;
    Program program_;
    FunctionWriter writer_;
    ExecutableMemory memory_;
    /// Bytes written to the ring since it was made, gaps at its end included.
    std::uint64_t written_bytes_ = 0;
    std::vector<Entry> entries_;
};

}  // namespace balmer::eval::jit
