/// \file
/// Constants of the elementary functions: their positions and values.
#pragma once

#include "vector_assembler.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace balmer::eval::jit {

/// The vectors that MathCode reads, in order. All lanes are equal, except in tables.
enum class Constant : std::uint32_t {
    zero,
    one,
    two,
    magnitude_bits,
    /// Division: 1 in single, 1 + 2^-40 in double precision.
    one_or_just_more,
    /// Lower limit of |a| and 1 / |b|.
    smallest_safe,
    /// exp: adding it rounds n = x / ln 2 to a multiple of 1/16 (AVX-512) or 1 (AVX2).
    exp_rounder,
    inverse_ln2,
    ln2_high,
    ln2_low,
    largest_remainder,
    /// AVX2: outside of these the result is infinity or 0.
    largest_exp_argument,
    smallest_exp_argument,
    half_of,
    exponent_rounder,
    /// 2^(j/16) [16], in two vectors in double precision.
    exp_table,
    exp_table_high,
    /// log: 1 / m [16] and -log of it, near the middle of the 16 intervals of m in [1, 2).
    reciprocal_table,
    reciprocal_table_high,
    logarithm_table,
    logarithm_table_high,
    smallest_normal,
    largest_finite,
    exponent_shift,
    mantissa_bits,
    three_quarters,
    exponent_as_number,
    exponent_bias,
    /// sin, cos: x / π in units of the last bit of numbers in [2, 4).
    scaled_inverse_pi,
    sine_rounder,
    cosine_rounder,
    cosine_half,
    /// Bits that are 0 if the reduction of the argument was exact.
    sine_range_bits,
    /// The reduction is exact for every |x| below this.
    sine_range,
    pi_high,
    pi_middle,
    pi_low,
    /// Polynomials, with the coefficient of the highest power first.
    exp_polynomial,
    log_polynomial = exp_polynomial + 12,
    sine_polynomial = log_polynomial + 12,
    count = sine_polynomial + 8,
};

/// Number of coefficients of each polynomial.
std::size_t exp_polynomial_size(VectorKind kind);
std::size_t log_polynomial_size(VectorKind kind);
std::size_t sine_polynomial_size(VectorKind kind);

/// The vectors of Constant, in order.
std::vector<std::byte> math_constants(VectorKind kind);

}  // namespace balmer::eval::jit
