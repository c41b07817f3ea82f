/// \file
/// Constants of the elementary functions: where they stand and what they are.
#pragma once

#include "vector_assembler.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace balmer::eval::jit {

/// The vectors that MathCode reads, in order. All lanes are equal but in those named table.
enum class Constant : std::uint32_t {
    zero,
    one,
    two,
    magnitude_bits,
    /// Division: 1 in single, 1 + 2^-40 in double precision.
    one_or_just_more,
    /// |a| and 1 / |b| must not be less.
    smallest_safe,
    /// exp: n = x / ln 2, rounded to 1/16 (AVX-512) or 1 (AVX2) as this is added.
    exp_rounder,
    inverse_ln2,
    ln2_high,
    ln2_low,
    largest_remainder,
    /// AVX2: beyond, the result is infinity or 0.
    largest_exp_argument,
    smallest_exp_argument,
    half_of,
    exponent_rounder,
    /// 2^(j/16) [16], in two vectors in double precision.
    exp_table,
    exp_table_high,
    /// log: 1 / m [16] and -log of that, about the middle of the 16 intervals of m in [1, 2).
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
    /// sin, cos: x / π as multiples of the last bit of numbers in [2, 4).
    scaled_inverse_pi,
    sine_rounder,
    cosine_rounder,
    cosine_half,
    /// Bits that are 0 where the argument was reduced exactly.
    sine_range_bits,
    /// No |x| below is out of that range.
    sine_range,
    pi_high,
    pi_middle,
    pi_low,
    /// Polynomials, the coefficient of the highest power first.
    exp_polynomial,
    log_polynomial = exp_polynomial + 12,
    sine_polynomial = log_polynomial + 12,
    count = sine_polynomial + 8,
};

/// Number of coefficients of each polynomial.
std::size_t exp_polynomial_size(VectorKind kind);
std::size_t log_polynomial_size(VectorKind kind);
std::size_t sine_polynomial_size(VectorKind kind);

/// The vectors named above, one after the other.
std::vector<std::byte> math_constants(VectorKind kind);

}  // namespace balmer::eval::jit
