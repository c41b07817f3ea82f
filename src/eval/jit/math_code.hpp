/// \file
/// Elementary functions as instructions, or as calls where that is no slower.
#pragma once

#include "vector_assembler.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace balmer::eval::jit {

/// Functions that are called: for arguments or operators that have no instructions of their own.
enum class Function : std::uint8_t { sin, cos, tan, asin, acos, atan, exp, log, tanh, pow };

inline constexpr std::size_t function_count = 10;

/// Where emitted code finds what does not change with the expression; `base` holds an address.
struct MathEnvironment {
    Gp base;
    /// Offset of the vectors of math_constants, in bytes.
    std::int32_t constants_offset = 0;
    /// Offset of the table of call_thunks, in bytes.
    std::int32_t thunks_offset = 0;
};

/// Registers that the code of a function may overwrite. None of them is its argument or result.
struct Scratch {
    std::array<Vec, 5> t;
    std::array<Mask, 2> m;
};

/// Writes elementary functions into the code of one expression. Argument and result are registers,
/// perhaps the same one; every register but the result, the scratch and the spare one of the
/// VectorAssembler stays as it is.
class MathCode {
public:
    MathCode(VectorAssembler& assembler, MathEnvironment const& environment,
             Scratch const& scratch);

    void exp(Vec to, Vec x);
    void log(Vec to, Vec x);
    void sin(Vec to, Vec x);
    void cos(Vec to, Vec x);
    void tan(Vec to, Vec x);
    void asin(Vec to, Vec x);
    void acos(Vec to, Vec x);
    void atan(Vec to, Vec x);
    void tanh(Vec to, Vec x);
    void pow(Vec to, Vec x, Vec y);
    /// Correctly rounded: the bits that the instructions vdivps and vsqrtps give, for less.
    /// `b` may be memory.
    void divide(Vec to, Vec a, Operand const& b);
    void sqrt(Vec to, Vec x);

    /// Writes what the functions above left for the end: the paths that are hardly ever taken. To
    /// be called once, behind the last instruction that is run through.
    void finish();

private:
    /// An argument outside the range of the instructions: the whole vector is called for.
    struct ColdPath {
        Label entry;
        Label back;
        Function function;
        Vec to;
        Vec x;
    };

    Mem constant(std::uint32_t index) const;
    void call(Function function, Vec to, Vec x);
    void call(Function function, Vec to, Vec x, Vec y);

    VectorAssembler& assembler_;
    MathEnvironment environment_;
    Scratch scratch_;
    std::vector<ColdPath> cold_paths_;
};

/// The vectors that the code above reads, in order, each lane the same value.
std::vector<std::byte> math_constants(VectorKind kind);

}  // namespace balmer::eval::jit
