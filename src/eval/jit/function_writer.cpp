#include "function_writer.hpp"

#include "balmer/base/error.hpp"

#include "frame.hpp"

#include <algorithm>
#include <cstddef>

namespace balmer::eval::jit {
namespace {

namespace x86 = asmjit::x86;
namespace Inst = asmjit::x86::Inst;

// General registers. `spare_register` is for MathCode. Features without a base register are
// addressed through first_address and second_address: at most two operands of an instruction are
// features, the first and one other, since the argument of a derivative is not a feature.
constexpr Gp frame = x86::rdi, row_offset = x86::rax, block_end = x86::rcx,
             first_address = x86::rsi, second_address = x86::rdx, target = x86::r8,
             weights = x86::r9, output = x86::r9, spare_register = x86::r10;
constexpr std::array feature_bases = {x86::r11, x86::rbx, x86::rbp, x86::r12,
                                      x86::r13, x86::r14, x86::r15};
/// Registers from this index on are callee-saved.
constexpr std::size_t first_saved_base = 1;

/// Squared errors are summed in the precision of the data within blocks of this size [bytes of a
/// column]. The sums of blocks are added in double precision.
constexpr std::int32_t sum_block_bytes = 2048;

constexpr std::size_t whole_vectors(std::size_t bytes) { return (bytes + 63) / 64 * 64; }

template <class Index>
constexpr std::int32_t offset_of(Index bytes) {
    return static_cast<std::int32_t>(bytes);
}

// Vector registers, from the highest index down: two for instructions, five (and two masks on AVX2)
// for MathCode, sums, buffers.
Vec from_top(VectorAssembler const& v, std::uint32_t index) {
    return v.reg(v.kind().register_count() - 1 - index);
}
constexpr std::uint32_t tool_registers = 2;
constexpr std::uint32_t scratch_registers(VectorKind kind) {
    return kind.set == InstructionSet::avx512 ? 5 : 7;
}

Scratch scratch_of(VectorAssembler const& v) {
    Scratch scratch;
    for (std::uint32_t i = 0; i < 5; ++i) scratch.t[i] = from_top(v, tool_registers + i);
    scratch.m = {Mask{x86::k1, from_top(v, tool_registers + 5)},
                 Mask{x86::k2, from_top(v, tool_registers + 6)}};
    return scratch;
}

InstructionTools tools_of(VectorAssembler const& v, FrameLayout const& layout) {
    auto const constant = [&](CodeConstant which) {
        auto const index = static_cast<std::uint32_t>(which);
        return x86::ptr(frame, layout.code_constants + offset_of(index * v.kind().vector_bytes()));
    };
    return {from_top(v, 0),
            from_top(v, 1),
            {x86::k3, from_top(v, tool_registers)},
            {x86::k4, from_top(v, tool_registers + 1)},
            constant(CodeConstant::zero),
            constant(CodeConstant::one),
            constant(CodeConstant::three),
            constant(CodeConstant::sign_bit),
            constant(CodeConstant::magnitude_bits)};
}

bool any_needs_scratch(Program const& program) {
    return std::ranges::any_of(program.instructions, needs_scratch, &Instruction::code);
}

}  // namespace

FrameLayout::FrameLayout(VectorKind kind, std::size_t math_constants_bytes)
    : math_constants(offset_of(sizeof(Frame))),
      code_constants(offset_of(sizeof(Frame) + whole_vectors(math_constants_bytes))),
      table(code_constants +
            offset_of(whole_vectors(std::size_t{code_constant_count} * kind.vector_bytes()))) {}

FunctionWriter::FunctionWriter(VectorKind kind, FrameLayout const& layout)
    : v_(code_, kind),
      chunk_v_(chunk_code_, kind),
      layout_(layout),
      math_(v_, {frame, layout.math_constants, offset_of(offsetof(Frame, thunks))}, scratch_of(v_)),
      chunk_math_(chunk_v_, {frame, layout.math_constants, offset_of(offsetof(Frame, thunks))},
                  scratch_of(chunk_v_)),
      tools_(tools_of(v_, layout)),
      instruction_code_(v_, math_, tools_),
      chunk_instruction_code_(chunk_v_, chunk_math_, tools_),
      balance_(kind) {
    chunk_v_.set_spare(spare_register);
}

WrittenFunction FunctionWriter::write(Program const& program, Purpose purpose) {
    code_.clear();
    cold_code_.clear();
    jumps_.clear();
    balance_.restart();
    purpose_ = purpose;
    assign_registers(program, purpose);
    write_prologue(program);
    write_loop(program);
    write_epilogue(program);
    code_.resolve();
    append_cold_parts();
    return {code_.bytes(), constant_count_ + program.buffer_count - register_buffers_};
}

void FunctionWriter::assign_registers(Program const& program, Purpose purpose) {
    constant_count_ = program.constant_count;
    std::uint32_t free = v_.kind().register_count() - tool_registers;
    if (any_needs_scratch(program)) free -= scratch_registers(v_.kind());
    free -= purpose == Purpose::weighted_loss ? 2 : adds_up() ? 1 : 0;
    sum_ = v_.reg(free);
    weight_sum_ = v_.reg(free + 1);
    register_buffers_ = std::min(program.buffer_count, free);
}

void FunctionWriter::write_prologue(Program const& program) {
    std::size_t const bases = std::min(program.features.size(), feature_bases.size());
    for (std::size_t i = first_saved_base; i < bases; ++i)
        code_.emit(Inst::kIdPush, feature_bases[i]);
    code_.emit(Inst::kIdMov, first_address, x86::ptr(frame, offset_of(offsetof(Frame, columns))));
    for (std::size_t i = 0; i < bases; ++i) {
        code_.emit(Inst::kIdMov, feature_bases[i],
                   x86::ptr(first_address, offset_of(8 * program.features[i])));
    }
    if (purpose_ != Purpose::values) {
        code_.emit(Inst::kIdMov, target, x86::ptr(frame, offset_of(offsetof(Frame, target))));
    }
    if (purpose_ == Purpose::weighted_loss) {
        code_.emit(Inst::kIdMov, weights, x86::ptr(frame, offset_of(offsetof(Frame, weights))));
    } else if (!adds_up()) {
        code_.emit(Inst::kIdMov, output, x86::ptr(frame, offset_of(offsetof(Frame, output))));
    }
    code_.emit(Inst::kIdMov, row_offset, x86::ptr(frame, offset_of(offsetof(Frame, begin))));
}

void FunctionWriter::write_loop(Program const& program) {
    Mem const end = x86::qword_ptr(frame, offset_of(offsetof(Frame, end)));
    auto const step_bytes = offset_of(v_.kind().vector_bytes());
    Label const next_block = code_.new_label();
    Label const next_step = code_.new_label();
    code_.bind(next_block);
    if (adds_up()) {
        code_.emit(Inst::kIdLea, block_end, x86::ptr(row_offset, sum_block_bytes));
        code_.emit(Inst::kIdCmp, block_end, end);
        code_.emit(Inst::kIdCmova, block_end, end);
        clear_sums();
    } else {
        code_.emit(Inst::kIdMov, block_end, end);
    }
    code_.bind(next_step);
    write_step(program);
    code_.emit(Inst::kIdAdd, row_offset, asmjit::imm(step_bytes));
    code_.emit(Inst::kIdCmp, row_offset, block_end);
    code_.jump_if(Condition::below, next_step);
    if (adds_up()) {
        flush_sums();
        code_.emit(Inst::kIdCmp, row_offset, end);
        code_.jump_if(Condition::below, next_block);
    }
}

void FunctionWriter::write_epilogue(Program const& program) {
    // Avoids transition penalties in SSE code of the caller.
    code_.emit(Inst::kIdVzeroupper);
    std::size_t const bases = std::min(program.features.size(), feature_bases.size());
    for (std::size_t i = bases; i > first_saved_base; --i)
        code_.emit(Inst::kIdPop, feature_bases[i - 1]);
    code_.emit(Inst::kIdRet);
}

void FunctionWriter::write_step(Program const& program) {
    for (Instruction const& instruction : program.instructions) {
        append_instruction(program, instruction);
    }
    if (adds_up()) {
        write_sums(program);
    } else if (purpose_ == Purpose::values) {
        v_.store(row(output), loaded(place_of(program, program.result, first_address, code_), v_));
    }
}

Vec FunctionWriter::loaded(Place const& place, VectorAssembler& v) {
    if (place.is_register()) return place.vector();
    Vec const spare_vector = from_top(v, 0);
    v.load(spare_vector, place.operand);
    return spare_vector;
}

/// Whether the code of an instruction is long enough to be kept as a chunk. Short ones have too
/// many variants to be found again. All that have a cold path (MathCode::finish) must be kept.
bool is_worth_keeping(Code code, Division division) {
    if (DividerBalance::divides(code)) return division == Division::newton;
    return needs_scratch(code) && code != Code::sqrt;
}

void FunctionWriter::append_instruction(Program const& program, Instruction const& instruction) {
    Division const division =
        DividerBalance::divides(instruction.code) ? balance_.next() : Division::divider;
    if (!is_worth_keeping(instruction.code, division)) {
        std::uint64_t const before = v_.instruction_count();
        math_.set_division(division);
        write_instruction(program, instruction, {code_, v_, instruction_code_});
        balance_.add(instruction.code, division, v_.instruction_count() - before);
        return;
    }
    ChunkKey const key = key_of(program, instruction, division);
    Chunk const* chunk = chunks_.find(key);
    if (chunk == nullptr) {
        chunk_math_.set_division(division);
        chunk = &write_chunk(program, instruction, key);
    }
    append(*chunk);
    balance_.add(instruction.code, division, chunk->instruction_count);
}

Chunk const& FunctionWriter::write_chunk(Program const& program, Instruction const& instruction,
                                         ChunkKey const& key) {
    chunk_code_.clear();
    std::uint64_t const before = chunk_v_.instruction_count();
    write_instruction(program, instruction, {chunk_code_, chunk_v_, chunk_instruction_code_});
    auto const count = static_cast<std::uint32_t>(chunk_v_.instruction_count() - before);
    std::size_t const cold_begin = chunk_code_.size();
    // A separator: the end of the first part and the start of the second must be different offsets.
    chunk_code_.emit(Inst::kIdInt3);
    chunk_math_.finish();
    return chunks_.keep(key, chunk_code_, cold_begin, count);
}

// Everything that the code of a chunk depends on.
ChunkKey FunctionWriter::key_of(Program const& program, Instruction const& instruction,
                                Division division) const {
    BALMER_EXPECT(instruction.code != Code::store);
    bool const has_third = has_third_operand(instruction.code);
    std::uint64_t const result = place_key(program, instruction.target);
    std::uint64_t const code =
        2 * static_cast<std::uint64_t>(instruction.code) + static_cast<std::uint64_t>(division) + 1;
    return {code << 32 | result,
            place_key(program, instruction.a) << 32 | place_key(program, instruction.b),
            has_third ? place_key(program, instruction.c) : 0};
}

std::uint64_t FunctionWriter::place_key(Program const& program, eval::Operand operand) const {
    enum Kind : std::uint64_t { one, base, column, in_frame, in_target, vector };
    constexpr unsigned shift = 28;
    std::uint64_t const index = index_of(operand);
    switch (kind_of(operand)) {
        case OperandKind::one:
            return one << shift;
        case OperandKind::feature:
            return index < feature_bases.size() ? base << shift | index
                                                : column << shift | program.features[index];
        case OperandKind::constant:
            return in_frame << shift | index;
        case OperandKind::target:
            return in_target << shift;
        case OperandKind::buffer:
            return index < register_buffers_
                       ? vector << shift | index
                       : in_frame << shift | (constant_count_ + index - register_buffers_);
    }
    throw_unexpected(kind_of(operand));
}

// Offsets from here on are relative to cold_code_.
constexpr std::uint32_t cold_offset = std::uint32_t{1} << 31;

void FunctionWriter::append(Chunk const& chunk) {
    auto const main = static_cast<std::uint32_t>(code_.size());
    code_.append(chunk.main);
    if (chunk.jumps.empty()) return;
    auto const main_size = static_cast<std::uint32_t>(chunk.main.size());
    auto const cold = static_cast<std::uint32_t>(cold_code_.size()) + cold_offset;
    cold_code_.insert(cold_code_.end(), chunk.cold.begin(), chunk.cold.end());
    auto const moved = [&](std::uint32_t offset) {
        return offset <= main_size ? main + offset : cold + (offset - main_size);
    };
    for (auto const& jump : chunk.jumps) jumps_.push_back({moved(jump.end), moved(jump.target)});
}

void FunctionWriter::append_cold_parts() {
    auto const cold_begin = static_cast<std::uint32_t>(code_.size());
    code_.append(cold_code_);
    auto const place = [&](std::uint32_t offset) {
        return offset < cold_offset ? offset : offset - cold_offset + cold_begin;
    };
    for (auto const& jump : jumps_) code_.set_jump({place(jump.end), place(jump.target)});
}

void FunctionWriter::write_instruction(Program const& program, Instruction const& instruction,
                                       Writer const& writer) {
    auto const place = [&](eval::Operand operand, Gp address) {
        return place_of(program, operand, address, writer.code);
    };
    Place const a = place(instruction.a, first_address);
    if (instruction.code == Code::store) {
        writer.v.store(row(output, instruction.target * stored_column_stride), loaded(a, writer.v));
        return;
    }
    Place const b = instruction.b == instruction.a ? a : place(instruction.b, second_address);
    bool const has_third = has_third_operand(instruction.code);
    Place const c = has_third ? place(instruction.c, second_address) : b;
    Place const to = place(instruction.target, first_address);
    Vec const result = to.is_register() ? to.vector() : from_top(v_, 0);
    writer.instruction_code.write(instruction.code, result, a, b, c);
    if (!to.is_register()) writer.v.store(to.memory(), result);
}

void FunctionWriter::write_sums(Program const& program) {
    Vec const residual = from_top(v_, 0), weighted = from_top(v_, 1);
    Vec const value = loaded(place_of(program, program.result, first_address, code_), v_);
    v_.sub(residual, value, row(target));
    if (purpose_ == Purpose::weighted_loss) {
        v_.mul(weighted, residual, row(weights));
        v_.add_product(sum_, weighted, residual);
        v_.add(weight_sum_, weight_sum_, row(weights));
    } else {
        v_.add_product(sum_, residual, residual);
    }
}

void FunctionWriter::clear_sums() {
    v_.zero(sum_);
    if (purpose_ == Purpose::weighted_loss) v_.zero(weight_sum_);
}

void FunctionWriter::flush_sums() {
    flush(sum_, offset_of(offsetof(Frame, squared_error_sums)));
    if (purpose_ == Purpose::weighted_loss) {
        flush(weight_sum_, offset_of(offsetof(Frame, weight_sums)));
    }
}

void FunctionWriter::flush(Vec accumulator, std::int32_t offset) {
    if (!v_.is_single()) {
        v_.add(accumulator, accumulator, x86::ptr(frame, offset));
        v_.store(x86::ptr(frame, offset), accumulator);
        return;
    }
    Vec const low = from_top(v_, 0), high = from_top(v_, 1);
    auto const half_bytes = offset_of(v_.kind().vector_bytes());
    if (v_.is_avx512()) {
        code_.emit(Inst::kIdVextractf64x4, high.ymm(), accumulator, asmjit::imm(1));
        code_.emit(Inst::kIdVcvtps2pd, low, accumulator.ymm());
        code_.emit(Inst::kIdVcvtps2pd, high, high.ymm());
    } else {
        code_.emit(Inst::kIdVextractf128, high.xmm(), accumulator, asmjit::imm(1));
        code_.emit(Inst::kIdVcvtps2pd, low, accumulator.xmm());
        code_.emit(Inst::kIdVcvtps2pd, high, high.xmm());
    }
    for (auto const& [half, at] : {std::pair{low, offset}, {high, offset + half_bytes}}) {
        code_.emit(Inst::kIdVaddpd, half, half, x86::ptr(frame, at));
        code_.emit(Inst::kIdVmovupd, x86::ptr(frame, at), half);
    }
}

Place FunctionWriter::place_of(Program const& program, eval::Operand operand, Gp address,
                               CodeBuffer& code) {
    std::uint32_t const index = index_of(operand);
    switch (kind_of(operand)) {
        case OperandKind::one:
            return {tools_.one};
        case OperandKind::feature:
            return {feature(index, program.features[index], address, code)};
        case OperandKind::constant:
            return {in_table(index)};
        case OperandKind::target:
            return {row(target)};
        case OperandKind::buffer:
            if (index < register_buffers_) return {v_.reg(index)};
            return {in_table(constant_count_ + index - register_buffers_)};
    }
    throw_unexpected(kind_of(operand));
}

Mem FunctionWriter::feature(std::uint32_t index, std::uint32_t feature, Gp address,
                            CodeBuffer& code) {
    if (index < feature_bases.size()) return row(feature_bases[index]);
    code.emit(Inst::kIdMov, address, x86::ptr(frame, offset_of(offsetof(Frame, columns))));
    code.emit(Inst::kIdMov, address, x86::ptr(address, offset_of(8 * feature)));
    return row(address);
}

Mem FunctionWriter::row(Gp base, std::uint32_t offset) const {
    return x86::ptr(base, row_offset, 0, offset_of(offset));
}

Mem FunctionWriter::in_table(std::uint32_t index) const {
    return x86::ptr(frame, layout_.table + offset_of(index * v_.kind().vector_bytes()));
}

}  // namespace balmer::eval::jit
