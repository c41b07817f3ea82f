/// \file
/// A cache of compiled functions in bounded memory.
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

/// A function with the properties of its program that the caller needs.
struct CompiledFunction {
    using Entry = void (*)(Frame*);

    Entry run = nullptr;
    std::uint32_t table_vectors = 0;
    std::uint32_t constant_count = 0;
    /// The features that it reads, without duplicates.
    std::vector<std::uint16_t> features;
    /// Derivatives with respect to the constants, for Purpose::columns. The residual is stored.
    std::vector<Column> columns;
};

/// Compiles structures and caches the code.
///
/// The code is in a ring buffer in which new code overwrites the oldest. A table of fixed size maps
/// the hash of a structure to its code. Memory is neither freed nor moved, so it does not fragment.
/// A function that is larger than the ring replaces it by a larger one.
class CodeCache {
public:
    explicit CodeCache(VectorKind kind, FrameLayout const& layout);

    /// The function of a structure. Valid until the next call.
    CompiledFunction const& function(std::span<expr::Node const> nodes, Purpose purpose);

private:
    struct Entry {
        std::uint64_t hash = 0;
        /// Value of written_bytes_ before this function was written.
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
    /// Bytes written to the ring since it was created, including gaps at its end.
    std::uint64_t written_bytes_ = 0;
    std::vector<Entry> entries_;
};

}  // namespace balmer::eval::jit
