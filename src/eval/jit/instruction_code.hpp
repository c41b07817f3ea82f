/// \file
/// Machine code of the instructions of a program.
#pragma once

#include "eval/kernels.hpp"
#include "math_code.hpp"
#include "vector_assembler.hpp"

namespace balmer::eval::jit {

/// The place of an operand: a register or memory.
struct Place {
    Operand operand;

    bool is_register() const { return operand.isReg(); }
    Vec vector() const { return operand.as<Vec>(); }
    Mem memory() const { return operand.as<Mem>(); }
};

/// Registers and constants that instructions need in addition to their operands.
struct InstructionTools {
    /// Scratch registers, distinct from those of MathCode.
    Vec first;
    Vec second;
    /// Scratch masks. On AVX2 they share registers with MathCode and are free between its calls.
    Mask mask;
    Mask other_mask;
    Mem zero, one, three, sign_bit, magnitude_bits;
};

/// Whether the code of an instruction uses MathCode or the masks, which need scratch registers.
bool needs_scratch(Code code);

/// Writes instructions for one vector of rows.
class InstructionCode {
public:
    InstructionCode(VectorAssembler& assembler, MathCode& math, InstructionTools const& tools)
        : v_(assembler), math_(math), tools_(tools) {}

    /// `to` may be the register of an operand.
    void write(Code code, Vec to, Place const& a, Place const& b, Place const& c);

private:
    VectorAssembler& v_;
    MathCode& math_;
    InstructionTools tools_;
};

}  // namespace balmer::eval::jit
