#include "function_writer.hpp"

#include "balmer/base/error.hpp"

#include "frame.hpp"

#include <algorithm>
#include <cstddef>

namespace balmer::eval::jit {
namespace {

namespace x86 = asmjit::x86;

// General registers. `spare` serves MathCode. Features that have no register of their own are
// reached through two others: of the operands of one instruction, only the first and one more can
// be features, for one that a derivative is taken by is none.
constexpr Gp frame = x86::rdi, row_offset = x86::rax, block_end = x86::rcx,
             first_address = x86::rsi, second_address = x86::rdx, target = x86::r8,
             weights = x86::r9, output = x86::r9, spare = x86::r10;
constexpr std::array feature_bases = {x86::r11, x86::rbx, x86::rbp, x86::r12,
                                      x86::r13, x86::r14, x86::r15};
/// Those from here on belong to the caller, and are given back.
constexpr std::size_t first_saved_base = 1;

/// Bytes of a column whose squared errors are summed in the precision of the column; the sums of
/// such blocks are added in double precision.
constexpr std::int32_t sum_block_bytes = 2048;

constexpr std::size_t whole_vectors(std::size_t bytes) { return (bytes + 63) / 64 * 64; }

template <class Index>
constexpr std::int32_t offset_of(Index bytes) {
    return static_cast<std::int32_t>(bytes);
}

// Vector registers from the top: two for instructions, five (and two masks on AVX2) for MathCode,
// sums, and buffers below.
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
    : v_(assembler_, kind),
      layout_(layout),
      math_(v_, {frame, layout.math_constants, offset_of(offsetof(Frame, thunks))}, scratch_of(v_)),
      instruction_code_(v_, math_, tools_of(v_, layout)) {
    v_.set_spare(spare);
}

WrittenFunction FunctionWriter::write(Program const& program, Purpose purpose) {
    holder_.reset();
    holder_.init(asmjit::Environment::host());
    holder_.attach(&assembler_);
    purpose_ = purpose;
    assign_registers(program, purpose);
    write_prologue(program);
    write_loop(program);
    write_epilogue(program);
    math_.finish();
    return {std::as_bytes(std::span(assembler_.bufferData(), assembler_.offset())),
            unroll_ * v_.kind().lane_count(), constant_count_ + spilled_buffers_ * unroll_};
}

void FunctionWriter::assign_registers(Program const& program, Purpose purpose) {
    constant_count_ = program.constant_count;
    std::uint32_t free = v_.kind().register_count() - tool_registers;
    if (any_needs_scratch(program)) free -= scratch_registers(v_.kind());
    std::uint32_t const sums = purpose == Purpose::weighted_loss ? 2 : adds_up() ? 1 : 0;
    // Two vectors at a time where all of both fits.
    unroll_ = largest_unroll * (program.buffer_count + sums) <= free ? largest_unroll : 1;
    first_accumulator_ = free - sums * unroll_;
    register_buffers_ = std::min(program.buffer_count, first_accumulator_ / unroll_);
    spilled_buffers_ = program.buffer_count - register_buffers_;
}

void FunctionWriter::write_prologue(Program const& program) {
    std::size_t const bases = std::min(program.features.size(), feature_bases.size());
    for (std::size_t i = first_saved_base; i < bases; ++i) assembler_.push(feature_bases[i]);
    assembler_.mov(first_address, x86::ptr(frame, offset_of(offsetof(Frame, columns))));
    for (std::size_t i = 0; i < bases; ++i) {
        assembler_.mov(feature_bases[i],
                       x86::ptr(first_address, offset_of(8 * program.features[i])));
    }
    if (purpose_ != Purpose::values) {
        assembler_.mov(target, x86::ptr(frame, offset_of(offsetof(Frame, target))));
    }
    if (purpose_ == Purpose::weighted_loss) {
        assembler_.mov(weights, x86::ptr(frame, offset_of(offsetof(Frame, weights))));
    } else if (!adds_up()) {
        assembler_.mov(output, x86::ptr(frame, offset_of(offsetof(Frame, output))));
    }
    assembler_.mov(row_offset, x86::ptr(frame, offset_of(offsetof(Frame, begin))));
}

void FunctionWriter::write_loop(Program const& program) {
    Mem const end = x86::qword_ptr(frame, offset_of(offsetof(Frame, end)));
    auto const step_bytes = offset_of(unroll_ * v_.kind().vector_bytes());
    Label const next_block = assembler_.newLabel();
    Label const next_step = assembler_.newLabel();
    assembler_.bind(next_block);
    if (adds_up()) {
        assembler_.lea(block_end, x86::ptr(row_offset, sum_block_bytes));
        assembler_.cmp(block_end, end);
        assembler_.cmova(block_end, end);
        clear_sums();
    } else {
        assembler_.mov(block_end, end);
    }
    assembler_.bind(next_step);
    write_step(program);
    assembler_.add(row_offset, step_bytes);
    assembler_.cmp(row_offset, block_end);
    assembler_.jb(next_step);
    if (adds_up()) {
        flush_sums();
        assembler_.cmp(row_offset, end);
        assembler_.jb(next_block);
    }
}

void FunctionWriter::write_epilogue(Program const& program) {
    // Leaves no dirty upper halves to code that was not compiled for them.
    assembler_.vzeroupper();
    std::size_t const bases = std::min(program.features.size(), feature_bases.size());
    for (std::size_t i = bases; i > first_saved_base; --i) assembler_.pop(feature_bases[i - 1]);
    assembler_.ret();
}

void FunctionWriter::write_step(Program const& program) {
    for (Instruction const& instruction : program.instructions) {
        write_instruction(program, instruction);
    }
    for (std::uint32_t u = 0; u < unroll_; ++u) {
        if (adds_up()) {
            write_sums(program, u);
        } else if (purpose_ == Purpose::values) {
            Place const result = place_of(program, program.result, u, first_address);
            Vec const value = result.is_register() ? result.vector() : from_top(v_, 0);
            v_.move(value, result.operand);
            v_.store(row(output, u), value);
        }
    }
}

void FunctionWriter::write_instruction(Program const& program, Instruction const& instruction) {
    for (std::uint32_t u = 0; u < unroll_; ++u) {
        Place const a = place_of(program, instruction.a, u, first_address);
        if (instruction.code == Code::store) {
            Vec const value = a.is_register() ? a.vector() : from_top(v_, 0);
            v_.move(value, a.operand);
            v_.store(row(output, u, instruction.target * stored_column_stride), value);
            continue;
        }
        Place const b = place_of(program, instruction.b, u, second_address);
        Place const c = place_of(program, instruction.c, u, second_address);
        Place const target_place = place_of(program, instruction.target, u, first_address);
        Vec const to = target_place.is_register() ? target_place.vector() : from_top(v_, 0);
        instruction_code_.write(instruction.code, to, a, b, c);
        if (!target_place.is_register()) v_.store(target_place.memory(), to);
    }
}

void FunctionWriter::write_sums(Program const& program, std::uint32_t u) {
    Vec const residual = from_top(v_, 0), weighted = from_top(v_, 1);
    Place const result = place_of(program, program.result, u, first_address);
    Vec const value = result.is_register() ? result.vector() : residual;
    v_.move(value, result.operand);
    v_.sub(residual, value, row(target, u));
    if (purpose_ == Purpose::weighted_loss) {
        v_.mul(weighted, residual, row(weights, u));
        v_.add_product(v_.reg(accumulator(u)), weighted, residual);
        v_.add(v_.reg(weight_accumulator(u)), v_.reg(weight_accumulator(u)), row(weights, u));
    } else {
        v_.add_product(v_.reg(accumulator(u)), residual, residual);
    }
}

void FunctionWriter::clear_sums() {
    for (std::uint32_t u = 0; u < unroll_; ++u) {
        v_.zero(v_.reg(accumulator(u)));
        if (purpose_ == Purpose::weighted_loss) v_.zero(v_.reg(weight_accumulator(u)));
    }
}

void FunctionWriter::flush_sums() {
    auto const lane_bytes = offset_of(8 * v_.kind().lane_count());
    for (std::uint32_t u = 0; u < unroll_; ++u) {
        auto const lanes = offset_of(u) * lane_bytes;
        flush(v_.reg(accumulator(u)), offset_of(offsetof(Frame, squared_error_sums)) + lanes);
        if (purpose_ == Purpose::weighted_loss) {
            flush(v_.reg(weight_accumulator(u)), offset_of(offsetof(Frame, weight_sums)) + lanes);
        }
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
        assembler_.vextractf64x4(high.ymm(), accumulator, 1);
        assembler_.vcvtps2pd(low, accumulator.ymm());
        assembler_.vcvtps2pd(high, high.ymm());
    } else {
        assembler_.vextractf128(high.xmm(), accumulator, 1);
        assembler_.vcvtps2pd(low, accumulator.xmm());
        assembler_.vcvtps2pd(high, high.xmm());
    }
    for (auto const& [half, at] : {std::pair{low, offset}, {high, offset + half_bytes}}) {
        assembler_.vaddpd(half, half, x86::ptr(frame, at));
        assembler_.vmovupd(x86::ptr(frame, at), half);
    }
}

Place FunctionWriter::place_of(Program const& program, std::uint32_t slot, std::uint32_t u,
                               Gp address) {
    if (slot == Program::one_slot) {
        auto const index = static_cast<std::uint32_t>(CodeConstant::one);
        return {
            x86::ptr(frame, layout_.code_constants + offset_of(index * v_.kind().vector_bytes()))};
    }
    if (slot < program.first_constant_slot()) {
        std::uint32_t const index = slot - Program::first_feature_slot;
        return {feature(index, program.features[index], u, address)};
    }
    if (slot < program.target_slot()) return {in_table(slot - program.first_constant_slot())};
    if (slot == program.target_slot()) return {row(target, u)};
    std::uint32_t const buffer = slot - program.first_buffer_slot();
    if (buffer < register_buffers_) return {v_.reg(buffer * unroll_ + u)};
    std::uint32_t const spilled = buffer - register_buffers_;
    return {in_table(constant_count_ + spilled * unroll_ + u)};
}

Mem FunctionWriter::feature(std::uint32_t index, std::uint32_t feature, std::uint32_t u,
                            Gp address) {
    if (index < feature_bases.size()) return row(feature_bases[index], u);
    assembler_.mov(address, x86::ptr(frame, offset_of(offsetof(Frame, columns))));
    assembler_.mov(address, x86::ptr(address, offset_of(8 * feature)));
    return row(address, u);
}

Mem FunctionWriter::row(Gp base, std::uint32_t u, std::uint32_t offset) const {
    return x86::ptr(base, row_offset, 0, offset_of(u * v_.kind().vector_bytes() + offset));
}

Mem FunctionWriter::in_table(std::uint32_t index) const {
    return x86::ptr(frame, layout_.table + offset_of(index * v_.kind().vector_bytes()));
}

}  // namespace balmer::eval::jit
