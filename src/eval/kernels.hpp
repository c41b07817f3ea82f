/// \file
/// What the interpreter and its kernels share: instructions over blocks of rows.
///
/// Plain data only: the kernels are compiled with the flags of one processor family each, and an
/// inline function shared with the rest of the program might then run on a processor without it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace balmer::eval {

/// What an instruction does, element by element. The first codes are the operators of
/// expr::Opcode in its order, beginning with add.
enum class Code : std::uint32_t {
    add,
    sub,
    mul,
    div,
    pow,
    min,
    max,
    neg,
    square,
    cube,
    sqrt,
    abs,
    sin,
    cos,
    tan,
    asin,
    acos,
    atan,
    exp,
    log,
    tanh,
    inv,
    /// Two operators in one sweep, (a first b) second c: one store less. rsub is c - (a first b).
    add_add,
    add_sub,
    add_rsub,
    add_mul,
    sub_add,
    sub_sub,
    sub_rsub,
    sub_mul,
    mul_add,
    mul_sub,
    mul_rsub,
    mul_mul,
    /// Adjoints of unary operators in their order, beginning with square: a times the derivative at
    /// argument b and value c.
    square_adjoint,
    cube_adjoint,
    sqrt_adjoint,
    abs_adjoint,
    sin_adjoint,
    cos_adjoint,
    tan_adjoint,
    asin_adjoint,
    acos_adjoint,
    atan_adjoint,
    exp_adjoint,
    log_adjoint,
    tanh_adjoint,
    inv_adjoint,
    /// b < c ? a : 0, and b < c ? 0 : a: adjoints of min and max.
    keep_if_less,
    drop_if_less,
    /// a times d/db b^c.
    pow_adjoint_base,
    /// a times d/dy b^y, where b^y = c.
    pow_adjoint_exponent,
    /// Stores a as the column whose index is the target; in emitted code alone.
    store,
    /// An instruction that another one took over.
    none,
};

/// The adjoints of unary operators that read the value c; the others read the argument b.
inline constexpr Code adjoints_that_read_the_value[] = {
    Code::sqrt_adjoint, Code::tan_adjoint, Code::exp_adjoint, Code::tanh_adjoint, Code::inv_adjoint,
};

/// `target` = code(a, b, c), all of them indices of slots.
struct Instruction {
    Code code;
    std::uint32_t target;
    std::uint32_t a;
    std::uint32_t b;
    std::uint32_t c;
};

/// Operand of an instruction. `step` is the distance from one vector to the next: the lane count
/// for a block of rows, 0 for a broadcast constant (one vector of equal values).
template <class Scalar>
struct Slot {
    Scalar const* data;
    std::ptrdiff_t step;
};

/// Vectors of a block are a multiple of this: kernels are unrolled by it.
inline constexpr std::size_t vectors_per_step = 4;
/// Widest vector of any kernel; scratch memory is laid out for it.
inline constexpr std::size_t largest_vector_bytes = 64;

/// The kernels of one processor family. `vector_count` is a multiple of vectors_per_step.
template <class Scalar>
struct Kernels {
    char const* name;
    std::size_t lane_count;
    /// Doubles of a vector: lanes of the sums of products.
    std::size_t sum_lane_count;

    /// Runs the instructions in order, each over the whole block.
    void (*run)(Instruction const* instructions, std::size_t instruction_count,
                Slot<Scalar> const* slots, std::size_t vector_count);
    /// Σ (f - t)².
    double (*squared_error)(Slot<Scalar> function, Scalar const* target, std::size_t vector_count);
    /// Σ w (f - t)².
    double (*weighted_squared_error)(Slot<Scalar> function, Scalar const* target,
                                     Scalar const* weights, std::size_t vector_count);
    double (*sum)(Scalar const* values, std::size_t vector_count);
    /// Adds w column_i column_j into sums[packed_index(i, j)][lane] for i >= j, spread over
    /// sum_lane_count lanes. `weights` may be null for weights of 1.
    void (*products)(Scalar const* const* columns, std::size_t column_count, Scalar const* weights,
                     std::size_t vector_count, double* sums);
};

}  // namespace balmer::eval
