#include "vector_assembler.hpp"

namespace balmer::eval::jit {

using asmjit::InstId;
namespace Inst = asmjit::x86::Inst;

VectorAssembler::VectorAssembler(asmjit::x86::Assembler& assembler, VectorKind kind)
    : assembler_(assembler), kind_(kind), instructions_(instructions_of(kind)) {}

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
        pick(Inst::kIdVpsubd, Inst::kIdVpsubq),
        pick(Inst::kIdVpslld, Inst::kIdVpsllq),
        pick(Inst::kIdVpsrld, Inst::kIdVpsrlq),
        pick(Inst::kIdVcmpps, Inst::kIdVcmppd),
        pick_wide(Inst::kIdVblendmps, Inst::kIdVblendmpd, Inst::kIdVblendvps, Inst::kIdVblendvpd),
        pick_wide(Inst::kIdVrndscaleps, Inst::kIdVrndscalepd, Inst::kIdVroundps, Inst::kIdVroundpd),
        pick(Inst::kIdVscalefps, Inst::kIdVscalefpd),
        pick(Inst::kIdVgetexpps, Inst::kIdVgetexppd),
        pick(Inst::kIdVgetmantps, Inst::kIdVgetmantpd),
        pick(Inst::kIdVrcp14ps, Inst::kIdVrcp14pd),
        pick(Inst::kIdVrsqrt14ps, Inst::kIdVrsqrt14pd),
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
    // The short form clears the whole register, and is recognised as depending on nothing.
    Vec const low = asmjit::x86::xmm(to.id());
    if (to.id() < 16) {
        assembler_.vxorps(low, low, low);
    } else {
        bit_xor(to, to, to);
    }
}

void VectorAssembler::round(Vec to, Operand const& a, Rounding rounding) {
    emit(Op::round, to, a, asmjit::imm(static_cast<int>(rounding)));
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
        assembler_.k(mask.k);
        emit(Op::blend, to, if_false, if_true);
    } else {
        emit(Op::blend, to, if_false, if_true, mask.vector);
    }
}

void VectorAssembler::keep(Vec to, Mask const& mask, Vec a) {
    if (is_avx512()) {
        assembler_.k(mask.k).z();
        emit(Op::move, to, a);
    } else {
        bit_and(to, mask.vector, a);
    }
}

void VectorAssembler::clear(Vec to, Mask const& mask, Vec a) {
    if (is_avx512()) {
        assembler_.knotw(mask.k, mask.k);
        keep(to, mask, a);
    } else {
        bit_and_not(to, mask.vector, a);
    }
}

void VectorAssembler::mask_or(Mask const& to, Mask const& a, Mask const& b) {
    if (is_avx512()) {
        assembler_.korw(to.k, a.k, b.k);
    } else {
        bit_or(to.vector, a.vector, b.vector);
    }
}

void VectorAssembler::mask_and(Mask const& to, Mask const& a, Mask const& b) {
    if (is_avx512()) {
        assembler_.kandw(to.k, a.k, b.k);
    } else {
        bit_and(to.vector, a.vector, b.vector);
    }
}

void VectorAssembler::jump_if_any(Mask const& mask, Label const& label) {
    if (is_avx512()) {
        assembler_.kortestw(mask.k, mask.k);
    } else {
        if (is_single()) {
            assembler_.vmovmskps(spare_.r32(), mask.vector);
        } else {
            assembler_.vmovmskpd(spare_.r32(), mask.vector);
        }
        assembler_.test(spare_.r32(), spare_.r32());
    }
    assembler_.jnz(label);
}

void VectorAssembler::mantissa_of(Vec to, Operand const& a, bool centred) {
    // Sign control 2: NaN where the sign bit is set; interval 3 is [0.75, 1.5), 0 is [1, 2).
    emit(Op::mantissa, to, a, asmjit::imm(centred ? 0x0b : 0x08));
}

}  // namespace balmer::eval::jit
