/// \file
/// Elementary functions as instructions, or as calls if that is not slower.
#pragma once

#include "called_functions.hpp"
#include "math_constants.hpp"
#include "vector_assembler.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace balmer::eval::jit {

/// Location of the data that do not depend on the expression, relative to the address in `base`.
struct MathEnvironment {
    Gp base;
    /// Offset of the vectors of math_constants, in bytes.
    std::int32_t constants_offset = 0;
    /// Offset of the table of call_thunks, in bytes.
    std::int32_t thunks_offset = 0;
};

/// Algorithm of a quotient. Both round correctly.
enum class Division : std::uint8_t { divider, newton };

/// Registers that the code of a function may overwrite. Arguments and results are in other ones.
struct Scratch {
    std::array<Vec, 5> t;
    std::array<Mask, 2> m;
};

/// Writes elementary functions into the code of an expression. Argument and result are registers,
/// possibly the same one. Only the result, the scratch registers and the spare register of the
/// VectorAssembler are changed.
class MathCode {
public:
    MathCode(VectorAssembler& assembler, MathEnvironment const& environment,
             Scratch const& scratch);

    void exp(Vec to, Vec x);
    void log(Vec to, Vec x);
    void sin(Vec to, Vec x);
    void cos(Vec to, Vec x);
    void pow(Vec to, Vec x, Vec y);
    /// Calls a function of one argument.
    void call(Function function, Vec to, Vec x);
    /// Correctly rounded, by the algorithm set with set_division(). `b` may be in memory.
    void divide(Vec to, Vec a, Operand const& b);
    void sqrt(Vec to, Vec x);
    /// Division::newton needs AVX-512.
    void set_division(Division division) { division_ = division; }

    /// Writes the cold paths of the functions above. To be called after the last instruction of the
    /// main path.
    void finish();

private:
    /// Code for a vector in which some lane is outside the range of the instructions: a call with
    /// `x` or, if `divisor` is set, the division x / divisor by the divider.
    struct ColdPath {
        Label entry;
        Label back;
        Vec to;
        Vec x;
        Function function = {};
        Operand divisor = {};
        /// sin and cos: continue here unless a lane is finite and too large. The instructions
        /// return NaN for infinity and NaN.
        std::optional<Label> resume = {};
    };

    Mem constant(Constant which, std::size_t index = 0) const;
    ColdPath& add_cold_path(Vec to, Vec x, Function function);
    /// Each lane of `to` is the element of the table given by the low 4 bits of `index`.
    void look_up(Vec to, Vec index, Constant table, Vec spare);
    /// sum = the polynomial of x with `count` coefficients beginning at `first`.
    void polynomial(Vec sum, Vec x, Constant first, std::size_t count);
    void write_cold_path(ColdPath const& path);

    void exp_by_table(Vec to, Vec x);
    void exp_by_polynomial(Vec to, Vec x);
    void log_by_table(Vec to, Vec x);
    void log_by_polynomial(Vec to, Vec x);
    void sine_of_remainder(Vec to, Vec x, Vec shifted, Vec n);
    void divide_by_newton(Vec to, Vec a, Operand const& b);
    void refine_reciprocal(Vec y, Vec divisor, Vec error, Vec spare);

    VectorAssembler& v_;
    MathEnvironment environment_;
    Scratch scratch_;
    std::vector<ColdPath> cold_paths_;
    Division division_ = Division::divider;
};

}  // namespace balmer::eval::jit
