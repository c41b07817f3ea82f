/// \file
/// Common types of the interpreter and its kernels: instructions over blocks of rows.
///
/// Plain data only. Each family of kernels is compiled with its own processor flags, and an inline
/// function shared with the rest of the program could then run on a processor without them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace balmer::eval {

/// Elementwise operation of an instruction. The first codes are the operators of expr::Opcode in
/// the same order, beginning with add.
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
    /// Fused pairs (a first b) second c, which save a store. rsub is c - (a first b).
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
    /// Adjoints of unary operators in the order of Opcode, beginning with square: a times the
    /// derivative at argument b and value c.
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
    /// Stores a as the column with index `target`. Only in emitted code.
    store,
    /// An instruction that was fused into another one.
    none,
};

/// The adjoints of unary operators that read the value c; the others read the argument b.
inline constexpr Code adjoints_that_read_the_value[] = {
    Code::sqrt_adjoint, Code::tan_adjoint, Code::exp_adjoint, Code::tanh_adjoint, Code::inv_adjoint,
};

/// `target` = code(a, b, c). All of them are indices of slots.
struct Instruction {
    Code code;
    std::uint32_t target;
    std::uint32_t a;
    std::uint32_t b;
    std::uint32_t c;
};

/// Operand of an instruction. `step` is the distance between consecutive vectors: the lane count
/// for a block of rows, 0 for a constant, which is broadcast to one vector.
template <class Scalar>
struct Slot {
    Scalar const* data;
    std::ptrdiff_t step;
};

/// Kernels are unrolled by this factor. The number of vectors of a block is a multiple of it.
inline constexpr std::size_t vectors_per_step = 4;
/// Size of the largest vector of any kernel.
inline constexpr std::size_t largest_vector_bytes = 64;

/// The kernels of one processor family. `vector_count` is a multiple of vectors_per_step.
template <class Scalar>
struct Kernels {
    char const* name;
    std::size_t lane_count;
    /// Number of doubles per vector: the lanes of the sums of products.
    std::size_t sum_lane_count;

    /// Executes the instructions in order, each over the whole block.
    void (*run)(Instruction const* instructions, std::size_t instruction_count,
                Slot<Scalar> const* slots, std::size_t vector_count);
    /// Σ (f - t)².
    double (*squared_error)(Slot<Scalar> function, Scalar const* target, std::size_t vector_count);
    /// Σ w (f - t)².
    double (*weighted_squared_error)(Slot<Scalar> function, Scalar const* target,
                                     Scalar const* weights, std::size_t vector_count);
    double (*sum)(Scalar const* values, std::size_t vector_count);
    /// Adds w column_i column_j to sums[packed_index(i, j)][lane] for i >= j, distributed over
    /// sum_lane_count lanes. Null `weights` are weights of 1.
    void (*products)(Scalar const* const* columns, std::size_t column_count, Scalar const* weights,
                     std::size_t vector_count, double* sums);
};

}  // namespace balmer::eval
