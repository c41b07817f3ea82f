/// \file
/// Compiles a program to a function: a loop over rows that keeps the expression in registers.
#pragma once

#include "chunk_store.hpp"
#include "divider_balance.hpp"
#include "eval/program.hpp"
#include "instruction_code.hpp"
#include "math_code.hpp"
#include "vector_assembler.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace balmer::eval::jit {

struct Frame;

/// Operation of a function on the value of each row.
enum class Purpose : std::uint8_t {
    /// Adds (value - target)² to squared_error_sums.
    loss,
    /// Adds w (value - target)² to squared_error_sums and w to weight_sums.
    weighted_loss,
    /// Stores the value at Frame::output.
    values,
    /// Stores derivatives and residual at Frame::output in the order of Machine::registers, with
    /// columns at distances of stored_column_stride.
    columns,
};

/// Code of a function void(Frame*). Valid until the writer is used again.
struct WrittenFunction {
    std::span<std::byte const> code;
    /// Number of vectors that the frame must have after the constants of the code: constants of the
    /// tree, and values that are not in registers.
    std::uint32_t table_vectors = 0;
};

/// Layout of frames of one kind of vector: offsets from the start [bytes].
struct FrameLayout {
    explicit FrameLayout(VectorKind kind, std::size_t math_constants_bytes);

    std::int32_t math_constants;
    std::int32_t code_constants;
    std::int32_t table;
};

/// Writes functions. Reuses its memory: it hardly allocates once warm.
class FunctionWriter {
public:
    explicit FunctionWriter(VectorKind kind, FrameLayout const& layout);
    FunctionWriter(FunctionWriter const&) = delete;

    WrittenFunction write(Program const& program, Purpose purpose);

private:
    void assign_registers(Program const& program, Purpose purpose);

    void write_prologue(Program const& program);
    void write_loop(Program const& program);
    void write_step(Program const& program);
    void append_instruction(Program const& program, Instruction const& instruction);
    Chunk const& write_chunk(Program const& program, Instruction const& instruction,
                             ChunkKey const& key);
    /// Destination of instructions: the function itself or a chunk.
    struct Writer {
        CodeBuffer& code;
        VectorAssembler& v;
        InstructionCode& instruction_code;
    };
    void write_instruction(Program const& program, Instruction const& instruction,
                           Writer const& writer);
    void append(Chunk const& chunk);
    void append_cold_parts();
    ChunkKey key_of(Program const& program, Instruction const& instruction,
                    Division division) const;
    /// Kind and index of the place of an operand, in 32 bits.
    std::uint64_t place_key(Program const& program, eval::Operand operand) const;
    void write_sums(Program const& program);
    static Vec loaded(Place const& place, VectorAssembler& v);
    void clear_sums();
    void flush_sums();
    void flush(Vec accumulator, std::int32_t offset);
    void write_epilogue(Program const& program);

    bool adds_up() const { return purpose_ == Purpose::loss || purpose_ == Purpose::weighted_loss; }
    /// The place of an operand. May append an instruction to `code` that sets `address`.
    Place place_of(Program const& program, eval::Operand operand, Gp address, CodeBuffer& code);
    Mem feature(std::uint32_t index, std::uint32_t feature, Gp address, CodeBuffer& code);
    Mem row(Gp base, std::uint32_t offset = 0) const;
    Mem in_table(std::uint32_t index) const;

    /// The code of the function, and of a chunk.
    CodeBuffer code_, chunk_code_;
    VectorAssembler v_, chunk_v_;
    FrameLayout layout_;
    MathCode math_, chunk_math_;
    InstructionTools tools_;
    InstructionCode instruction_code_, chunk_instruction_code_;
    ChunkStore chunks_;
    DividerBalance balance_;
    /// Rarely executed code, and the jumps from and to it. Offsets below cold_offset are relative
    /// to the function, others to cold_code_.
    std::vector<std::byte> cold_code_;
    std::vector<CodeBuffer::ResolvedJump> jumps_;

    Purpose purpose_ = Purpose::loss;
    std::uint32_t constant_count_ = 0;
    std::uint32_t register_buffers_ = 0;
    Vec sum_;
    Vec weight_sum_;
};

}  // namespace balmer::eval::jit
