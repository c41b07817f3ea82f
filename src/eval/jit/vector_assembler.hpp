/// \file
/// Vector instructions by name, for both instruction sets and both precisions.
#pragma once

#include "code_buffer.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace balmer::eval::jit {

/// Supported instruction sets. AVX-512 means F, DQ, BW and VL; AVX2 includes FMA.
enum class InstructionSet : std::uint8_t { avx512, avx2 };

enum class Precision : std::uint8_t { single, dual };

/// Instruction set and precision of a vector.
struct VectorKind {
    InstructionSet set = InstructionSet::avx512;
    Precision precision = Precision::single;

    constexpr std::uint32_t vector_bytes() const { return set == InstructionSet::avx512 ? 64 : 32; }
    constexpr std::uint32_t scalar_bytes() const { return precision == Precision::single ? 4 : 8; }
    constexpr std::uint32_t lane_count() const { return vector_bytes() / scalar_bytes(); }
    constexpr std::uint32_t register_count() const {
        return set == InstructionSet::avx512 ? 32 : 16;
    }
    bool operator==(VectorKind const&) const = default;
};

/// A boolean per lane: a mask register of AVX-512, or a vector with all or no bits of a lane set.
struct Mask {
    asmjit::x86::KReg k;
    Vec vector;
};

/// Comparisons as in C++: false if either side is NaN, except for those that begin with `not_` and
/// `unordered`, which is true only then.
enum class Comparison : std::uint8_t {
    equal = 0x00,
    less = 0x11,
    less_equal = 0x12,
    unordered = 0x03,
    not_less = 0x15,
    not_less_equal = 0x16,
    ordered = 0x07,
};

/// Writes vector instructions. Operands of type `Operand` are registers or memory, which may be
/// unaligned. `to` may be one of the sources unless stated otherwise.
class VectorAssembler {
public:
    VectorAssembler(CodeBuffer& code, VectorKind kind);

    VectorKind kind() const { return kind_; }
    bool is_single() const { return kind_.precision == Precision::single; }
    bool is_avx512() const { return kind_.set == InstructionSet::avx512; }
    /// For other instructions: raw().emit(asmjit::x86::Inst::kId…, operands…).
    CodeBuffer& raw() { return code_; }

    /// Vector register `index`, in the width of the instruction set.
    Vec reg(std::uint32_t index) const;

    void load(Vec to, Operand const& from) { emit(Op::move, to, from); }
    void store(Mem const& to, Vec from) { emit(Op::move, to, from); }
    /// Writes nothing if both are the same register.
    void move(Vec to, Operand const& from);
    void zero(Vec to);

    void add(Vec to, Vec a, Operand const& b) { emit(Op::add, to, a, b); }
    void sub(Vec to, Vec a, Operand const& b) { emit(Op::sub, to, a, b); }
    void mul(Vec to, Vec a, Operand const& b) { emit(Op::mul, to, a, b); }
    void div(Vec to, Vec a, Operand const& b) { emit(Op::div, to, a, b); }
    void sqrt(Vec to, Operand const& a) { emit(Op::sqrt, to, a); }
    /// a < b ? a : b, which is b if either is NaN.
    void min(Vec to, Vec a, Operand const& b) { emit(Op::min, to, a, b); }
    /// a > b ? a : b.
    void max(Vec to, Vec a, Operand const& b) { emit(Op::max, to, a, b); }
    /// to = a * b + to. This and the following operations round once.
    void add_product(Vec to, Vec a, Operand const& b) { emit(Op::fmadd231, to, a, b); }
    /// to = to - a * b.
    void subtract_product(Vec to, Vec a, Operand const& b) { emit(Op::fnmadd231, to, a, b); }
    /// to = to * a + b: one step of Horner's rule.
    void multiply_then_add(Vec to, Vec a, Operand const& b) { emit(Op::fmadd213, to, a, b); }
    /// to = b - to * a.
    void multiply_then_subtract_from(Vec to, Vec a, Operand const& b) {
        emit(Op::fnmadd213, to, a, b);
    }
    /// to = to * a - b.
    void multiply_then_subtract(Vec to, Vec a, Operand const& b) { emit(Op::fmsub213, to, a, b); }

    /// Bitwise.
    void bit_and(Vec to, Vec a, Operand const& b) { emit(Op::bit_and, to, a, b); }
    /// ~a & b.
    void bit_and_not(Vec to, Vec a, Operand const& b) { emit(Op::bit_and_not, to, a, b); }
    void bit_or(Vec to, Vec a, Operand const& b) { emit(Op::bit_or, to, a, b); }
    void bit_xor(Vec to, Vec a, Operand const& b) { emit(Op::bit_xor, to, a, b); }

    /// Lanes as integers of the same width.
    void integer_add(Vec to, Vec a, Operand const& b) { emit(Op::integer_add, to, a, b); }
    void shift_left(Vec to, Vec a, std::uint8_t bits);
    /// Logical shift: zeros are shifted in.
    void shift_right(Vec to, Vec a, std::uint8_t bits);

    void compare(Mask const& to, Comparison comparison, Vec a, Operand const& b);
    /// to = mask ? if_true : if_false; `to` may be either.
    void select(Vec to, Mask const& mask, Vec if_true, Vec if_false);
    /// to = mask ? a : 0.
    void keep(Vec to, Mask const& mask, Vec a);
    /// to = mask ? 0 : a.
    void clear(Vec to, Mask const& mask, Vec a);
    void mask_or(Mask const& to, Mask const& a, Mask const& b);
    void mask_and(Mask const& to, Mask const& a, Mask const& b);
    /// Jumps if any lane is true. AVX2 overwrites the spare general register.
    void jump_if_any(Mask const& mask, Label label);
    void jump(Label label) { code_.jump(label); }
    Label new_label() { return code_.new_label(); }
    void bind(Label label) { code_.bind(label); }
    void call(Mem const& address) { code_.emit(asmjit::x86::Inst::kIdCall, address); }

    void set_spare(Gp spare) { spare_ = spare; }

    /// AVX-512 only: 2^floor(b) * a, with overflow, underflow and NaN of IEEE 754.
    void scale_exponent(Vec to, Vec a, Operand const& b) { emit(Op::scale, to, a, b); }
    /// AVX-512 only: floor(log2 |a|) as a number; -infinity for 0, +infinity for infinity.
    void exponent_of(Vec to, Operand const& a) { emit(Op::exponent, to, a); }
    /// AVX-512 only: mantissa in [1, 2); NaN for a < 0.
    void mantissa_of(Vec to, Operand const& a);
    /// AVX-512 only: 1/a to 14 bits.
    void approximate_reciprocal(Vec to, Operand const& a) { emit(Op::reciprocal14, to, a); }
    /// AVX-512 only: the smaller one of |a| and |b|; the other one if one of them is NaN.
    void smaller_magnitude(Vec to, Vec a, Operand const& b);
    /// AVX-512 only: the same with the sign of `a`.
    void limit_magnitude(Vec to, Vec a, Operand const& b);
    /// AVX-512 only: to = to && compare(a, b).
    void compare_also(Mask const& to, Comparison comparison, Vec a, Operand const& b);
    /// AVX-512 only: to = to * a + b and to = b - to * a, rounded up.
    void multiply_then_add_up(Vec to, Vec a, Vec b) { emit_up(Op::fmadd213, to, a, b); }
    void multiply_then_subtract_from_up(Vec to, Vec a, Vec b) { emit_up(Op::fnmadd213, to, a, b); }
    /// AVX-512 only: jumps if any lane is false.
    void jump_unless_all(Mask const& mask, Label label);
    /// Jumps if any lane of `a` has a bit in common with `bits`.
    void jump_if_any_bit(Vec a, Operand const& bits, Mask const& spare, Label label);
    /// AVX-512, single precision: each lane of `to` is the element of `table` given by the low 4
    /// bits of the lane of `index`.
    void look_up_16(Vec to, Vec index, Mem const& table);
    /// AVX-512, double precision: as above, with a table in two halves. `index` is overwritten.
    void look_up_16_halves(Vec index, Vec low, Mem const& high);

    /// Number of instructions written so far.
    std::uint64_t instruction_count() const { return instruction_count_; }

private:
    /// Columns of the table of instructions, see vector_assembler.cpp.
    enum class Op : std::uint8_t {
        move,
        add,
        sub,
        mul,
        div,
        sqrt,
        min,
        max,
        fmadd231,
        fnmadd231,
        fmadd213,
        fnmadd213,
        fmsub213,
        bit_and,
        bit_and_not,
        bit_or,
        bit_xor,
        integer_add,
        shift_left,
        shift_right,
        compare,
        blend,
        scale,
        exponent,
        mantissa,
        reciprocal14,
        range,
    };
    static constexpr std::size_t op_count = 27;
    using Instructions = std::array<asmjit::InstId, op_count>;
    static Instructions instructions_of(VectorKind kind);

    InstId id(Op op) const { return instructions_[static_cast<std::size_t>(op)]; }

    template <class... Operands>
    void emit(Op op, Operands const&... operands) {
        emit(instructions_[static_cast<std::size_t>(op)], operands...);
    }

    template <class... Operands>
    void emit(InstId instruction, Operands const&... operands) {
        ++instruction_count_;
        code_.emit(instruction, operands...);
    }

    void emit_up(Op op, Vec to, Vec a, Vec b) {
        ++instruction_count_;
        code_.emit_rounded_up(id(op), to, a, b);
    }

    CodeBuffer& code_;
    VectorKind kind_;
    Instructions instructions_;
    Gp spare_ = asmjit::x86::rcx;
    std::uint64_t instruction_count_ = 0;
};

}  // namespace balmer::eval::jit
