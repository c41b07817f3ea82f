/// \file
/// Which quotients of an expression are left to the divider.
#pragma once

#include "eval/kernels.hpp"
#include "math_code.hpp"
#include "vector_assembler.hpp"

#include <cstdint>

namespace balmer::eval::jit {

/// The divider works beside the other ports: it gets what it can do while they are busy. Half as
/// much again, and one division at first: steps of a loop overlap, but not wholly (measured on
/// random trees, where both sides of that lose).
class DividerBalance {
public:
    explicit DividerBalance(VectorKind kind) : kind_(kind) {}

    void restart() { divider_load_ = instruction_count_ = 0; }

    Division next() const {
        bool const single = kind_.precision == Precision::single;
        bool const is_behind =
            2 * divider_load_ > 3 * instruction_count_ + (single ? 2 * division_load() : 0);
        return kind_.set == InstructionSet::avx512 && is_behind ? Division::newton
                                                                : Division::divider;
    }

    /// `code` was written as so many instructions, a quotient in it as `division` says.
    void add(Code code, Division division, std::uint64_t instruction_count) {
        instruction_count_ += instruction_count;
        if (divides(code) && division == Division::divider) divider_load_ += division_load();
        if (code == Code::sqrt) divider_load_ += root_load();
    }

    /// Whether the code of an instruction holds a quotient of MathCode.
    static constexpr bool divides(Code code) {
        return code == Code::div || code == Code::inv || code == Code::atan_adjoint ||
               code == Code::log_adjoint;
    }

private:
    // How long the divider works at one vector, in instructions of the other ports (measured on a
    // Sapphire Rapids core: 10 and 17 cycles for a division, 16 and 25 for a root, of two a cycle).
    std::uint64_t division_load() const { return kind_.precision == Precision::single ? 20 : 34; }
    std::uint64_t root_load() const { return kind_.precision == Precision::single ? 32 : 48; }

    VectorKind kind_;
    std::uint64_t divider_load_ = 0;
    std::uint64_t instruction_count_ = 0;
};

}  // namespace balmer::eval::jit
