/// \file
/// Elementary functions as instructions, or as calls where that is no slower.
#pragma once

#include "called_functions.hpp"
#include "math_constants.hpp"
#include "vector_assembler.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace balmer::eval::jit {

/// Where emitted code finds what does not change with the expression; `base` holds an address.
struct MathEnvironment {
    Gp base;
    /// Offset of the vectors of math_constants, in bytes.
    std::int32_t constants_offset = 0;
    /// Offset of the table of call_thunks, in bytes.
    std::int32_t thunks_offset = 0;
};

/// How a quotient is computed; either way it is correctly rounded.
enum class Division : std::uint8_t { divider, newton };

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
    void pow(Vec to, Vec x, Vec y);
    /// A function without instructions of its own; not for pow.
    void call(Function function, Vec to, Vec x);
    /// Correctly rounded, by the way last set. `b` may be memory.
    void divide(Vec to, Vec a, Operand const& b);
    void sqrt(Vec to, Vec x);
    /// Newton's way is for AVX-512.
    void set_division(Division division) { division_ = division; }

    /// Writes what the functions above left for the end: the paths that are hardly ever taken. To
    /// be called behind the last instruction that is run through.
    void finish();

private:
    /// What is done for a whole vector in which some lane is beyond the instructions: a call with
    /// `x`, or where `divisor` is something, the division x / divisor by the divider.
    struct ColdPath {
        Label entry;
        Label back;
        Vec to;
        Vec x;
        Function function = {};
        Operand divisor = {};
        /// sin and cos: where to go on if no lane is finite and too large: of infinity and NaN the
        /// instructions make NaN.
        std::optional<Label> resume = {};
    };

    Mem constant(Constant which, std::size_t index = 0) const;
    ColdPath& add_cold_path(Vec to, Vec x, Function function);
    /// Each lane of `to` is the element of the table which the low 4 bits of `index` name.
    void look_up(Vec to, Vec index, Constant table, Vec spare);
    /// sum = the polynomial of x whose `count` coefficients begin at `first`.
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
