/// \file
/// Selects how each quotient of an expression is computed.
#pragma once

#include "eval/kernels.hpp"
#include "math_code.hpp"
#include "vector_assembler.hpp"

#include <cstdint>

namespace balmer::eval::jit {

/// The divider works in parallel to the other ports, so it gets as many quotients as it can compute
/// while they are busy. It gets 1.5 times that, and one division at the start, since iterations of
/// the loop overlap, but not completely (the best value on random trees).
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

    /// Records an instruction that was written as `instruction_count` machine instructions.
    void add(Code code, Division division, std::uint64_t instruction_count) {
        instruction_count_ += instruction_count;
        if (divides(code) && division == Division::divider) divider_load_ += division_load();
        if (code == Code::sqrt) divider_load_ += root_load();
    }

    /// Whether the code of an instruction uses MathCode::divide().
    static constexpr bool divides(Code code) {
        return code == Code::div || code == Code::inv || code == Code::atan_adjoint ||
               code == Code::log_adjoint;
    }

private:
    // Time of the divider for one vector, in instructions of the other ports. Measured on a
    // Sapphire Rapids core: 10 and 17 cycles for a division, 16 and 25 for a root, at two
    // instructions per cycle.
    std::uint64_t division_load() const { return kind_.precision == Precision::single ? 20 : 34; }
    std::uint64_t root_load() const { return kind_.precision == Precision::single ? 32 : 48; }

    VectorKind kind_;
    std::uint64_t divider_load_ = 0;
    std::uint64_t instruction_count_ = 0;
};

}  // namespace balmer::eval::jit
