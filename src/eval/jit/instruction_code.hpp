/// \file
/// The instructions of a program as vector instructions.
#pragma once

#include "eval/kernels.hpp"
#include "math_code.hpp"
#include "vector_assembler.hpp"

namespace balmer::eval::jit {

/// Where an operand is: a register or memory.
struct Place {
    Operand operand;

    bool is_register() const { return operand.isReg(); }
    Vec vector() const { return operand.as<Vec>(); }
    Mem memory() const { return operand.as<Mem>(); }
};

/// Registers and constants that instructions need besides their operands.
struct InstructionTools {
    /// Overwritten freely; apart from the scratch of MathCode.
    Vec first;
    Vec second;
    /// Overwritten freely. On AVX2 their vectors are those of MathCode, free between its calls.
    Mask mask;
    Mask other_mask;
    Mem zero, one, three, sign_bit, magnitude_bits;
};

/// Whether the code of an instruction uses MathCode or the masks, and so its scratch registers.
bool needs_scratch(Code code);

/// Writes one instruction for one vector of rows.
class InstructionCode {
public:
    InstructionCode(VectorAssembler& assembler, MathCode& math, InstructionTools const& tools)
        : v_(assembler), math_(math), tools_(tools) {}

    /// `to` may be the register of any operand.
    void write(Code code, Vec to, Place const& a, Place const& b, Place const& c);

private:
    VectorAssembler& v_;
    MathCode& math_;
    InstructionTools tools_;
};

}  // namespace balmer::eval::jit
