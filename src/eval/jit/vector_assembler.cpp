#include "vector_assembler.hpp"

namespace balmer::eval::jit {

namespace Inst = asmjit::x86::Inst;

VectorAssembler::VectorAssembler(CodeBuffer& code, VectorKind kind)
    : code_(code), kind_(kind), instructions_(instructions_of(kind)) {}

// clang-format off
VectorAssembler::Instructions VectorAssembler::instructions_of(VectorKind kind) {
    bool const single = kind.precision == Precision::single;
    bool const wide = kind.set == InstructionSet::avx512;
    auto const pick = [single](auto of_single, auto of_double) -> InstId { return single ? of_single : of_double; };
    auto const pick_wide = [&](auto wide_single, auto wide_double, auto single_, auto double_) -> InstId {
        return wide ? pick(wide_single, wide_double) : pick(single_, double_);
    };
    return {
        pick(Inst::kIdVmovups, Inst::kIdVmovupd),
        pick(Inst::kIdVaddps, Inst::kIdVaddpd),
        pick(Inst::kIdVsubps, Inst::kIdVsubpd),
        pick(Inst::kIdVmulps, Inst::kIdVmulpd),
        pick(Inst::kIdVdivps, Inst::kIdVdivpd),
        pick(Inst::kIdVsqrtps, Inst::kIdVsqrtpd),
        pick(Inst::kIdVminps, Inst::kIdVminpd),
        pick(Inst::kIdVmaxps, Inst::kIdVmaxpd),
        pick(Inst::kIdVfmadd231ps, Inst::kIdVfmadd231pd),
        pick(Inst::kIdVfnmadd231ps, Inst::kIdVfnmadd231pd),
        pick(Inst::kIdVfmadd213ps, Inst::kIdVfmadd213pd),
        pick(Inst::kIdVfnmadd213ps, Inst::kIdVfnmadd213pd),
        pick(Inst::kIdVfmsub213ps, Inst::kIdVfmsub213pd),
        pick_wide(Inst::kIdVpandd, Inst::kIdVpandq, Inst::kIdVandps, Inst::kIdVandpd),
        pick_wide(Inst::kIdVpandnd, Inst::kIdVpandnq, Inst::kIdVandnps, Inst::kIdVandnpd),
        pick_wide(Inst::kIdVpord, Inst::kIdVporq, Inst::kIdVorps, Inst::kIdVorpd),
        pick_wide(Inst::kIdVpxord, Inst::kIdVpxorq, Inst::kIdVxorps, Inst::kIdVxorpd),
        pick(Inst::kIdVpaddd, Inst::kIdVpaddq),
        pick(Inst::kIdVpslld, Inst::kIdVpsllq),
        pick(Inst::kIdVpsrld, Inst::kIdVpsrlq),
        pick(Inst::kIdVcmpps, Inst::kIdVcmppd),
        pick_wide(Inst::kIdVblendmps, Inst::kIdVblendmpd, Inst::kIdVblendvps, Inst::kIdVblendvpd),
        pick(Inst::kIdVscalefps, Inst::kIdVscalefpd),
        pick(Inst::kIdVgetexpps, Inst::kIdVgetexppd),
        pick(Inst::kIdVgetmantps, Inst::kIdVgetmantpd),
        pick(Inst::kIdVrcp14ps, Inst::kIdVrcp14pd),
        pick(Inst::kIdVrangeps, Inst::kIdVrangepd),
    };
}
// clang-format on

Vec VectorAssembler::reg(std::uint32_t index) const {
    if (is_avx512()) return asmjit::x86::zmm(index);
    return asmjit::x86::ymm(index);
}

void VectorAssembler::move(Vec to, Operand const& from) {
    if (from.isReg() && from.id() == to.id()) return;
    load(to, from);
}

void VectorAssembler::zero(Vec to) {
    // The short form clears the whole register and breaks dependencies.
    Vec const low = asmjit::x86::xmm(to.id());
    if (to.id() < 16) {
        code_.emit(Inst::kIdVxorps, low, low, low);
    } else {
        bit_xor(to, to, to);
    }
}

void VectorAssembler::shift_left(Vec to, Vec a, std::uint8_t bits) {
    emit(Op::shift_left, to, a, asmjit::imm(bits));
}

void VectorAssembler::shift_right(Vec to, Vec a, std::uint8_t bits) {
    emit(Op::shift_right, to, a, asmjit::imm(bits));
}

void VectorAssembler::compare(Mask const& to, Comparison comparison, Vec a, Operand const& b) {
    auto const predicate = asmjit::imm(static_cast<int>(comparison));
    if (is_avx512()) {
        emit(Op::compare, to.k, a, b, predicate);
    } else {
        emit(Op::compare, to.vector, a, b, predicate);
    }
}

void VectorAssembler::select(Vec to, Mask const& mask, Vec if_true, Vec if_false) {
    if (is_avx512()) {
        code_.emit_masked(mask.k, id(Op::blend), to, if_false, if_true);
    } else {
        emit(Op::blend, to, if_false, if_true, mask.vector);
    }
}

void VectorAssembler::keep(Vec to, Mask const& mask, Vec a) {
    if (is_avx512()) {
        code_.emit_zeroing(mask.k, id(Op::move), to, a);
    } else {
        bit_and(to, mask.vector, a);
    }
}

void VectorAssembler::clear(Vec to, Mask const& mask, Vec a) {
    if (is_avx512()) {
        code_.emit(Inst::kIdKnotw, mask.k, mask.k);
        keep(to, mask, a);
    } else {
        bit_and_not(to, mask.vector, a);
    }
}

void VectorAssembler::mask_or(Mask const& to, Mask const& a, Mask const& b) {
    if (is_avx512()) {
        code_.emit(Inst::kIdKorw, to.k, a.k, b.k);
    } else {
        bit_or(to.vector, a.vector, b.vector);
    }
}

void VectorAssembler::mask_and(Mask const& to, Mask const& a, Mask const& b) {
    if (is_avx512()) {
        code_.emit(Inst::kIdKandw, to.k, a.k, b.k);
    } else {
        bit_and(to.vector, a.vector, b.vector);
    }
}

void VectorAssembler::jump_if_any(Mask const& mask, Label label) {
    if (is_avx512()) {
        code_.emit(Inst::kIdKortestw, mask.k, mask.k);
    } else {
        code_.emit(is_single() ? Inst::kIdVmovmskps : Inst::kIdVmovmskpd, spare_.r32(),
                   mask.vector);
        code_.emit(Inst::kIdTest, spare_.r32(), spare_.r32());
    }
    code_.jump_if(Condition::not_zero, label);
}

void VectorAssembler::compare_also(Mask const& to, Comparison comparison, Vec a, Operand const& b) {
    ++instruction_count_;
    auto const predicate = asmjit::imm(static_cast<int>(comparison));
    code_.emit_masked(to.k, id(Op::compare), to.k, a, b, predicate);
}

void VectorAssembler::jump_unless_all(Mask const& mask, Label label) {
    // The carry flag is set if all lanes are.
    emit(kind_.lane_count() == 16 ? Inst::kIdKortestw : Inst::kIdKortestb, mask.k, mask.k);
    code_.jump_if(Condition::not_below, label);
}

void VectorAssembler::jump_if_any_bit(Vec a, Operand const& bits, Mask const& spare, Label label) {
    if (is_avx512()) {
        emit(is_single() ? Inst::kIdVptestmd : Inst::kIdVptestmq, spare.k, a, bits);
        emit(Inst::kIdKortestw, spare.k, spare.k);
    } else {
        emit(Inst::kIdVptest, a, bits);
    }
    code_.jump_if(Condition::not_zero, label);
}

void VectorAssembler::smaller_magnitude(Vec to, Vec a, Operand const& b) {
    emit(Op::range, to, a, b, asmjit::imm(0xa));
}

void VectorAssembler::limit_magnitude(Vec to, Vec a, Operand const& b) {
    emit(Op::range, to, a, b, asmjit::imm(0x2));
}

void VectorAssembler::look_up_16(Vec to, Vec index, Mem const& table) {
    emit(Inst::kIdVpermps, to, index, table);
}

void VectorAssembler::look_up_16_halves(Vec index, Vec low, Mem const& high) {
    emit(Inst::kIdVpermi2pd, index, low, high);
}

void VectorAssembler::mantissa_of(Vec to, Operand const& a) {
    // Sign control 2: NaN where the sign bit is set; interval 0 is [1, 2).
    emit(Op::mantissa, to, a, asmjit::imm(0x08));
}

}  // namespace balmer::eval::jit
