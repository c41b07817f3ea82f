// sin x = (-1)^n sin(r), r = x - n π, n = round(x / π). x / π is added to a number between 2 and 4,
// so that n is in the last bits of the sum. If another bit differs from that number, n is too large
// for π in three parts, or x is infinite or NaN. If n is too large, the function is called.
//
// No x is missed: a sum that is out of range has another bit set, or is subnormal or 0, which
// cannot happen: the sum is rounded once and is not 0 for any x, because scaled_inverse_pi has
// prime factors that the added number does not have.

#include "math_code.hpp"

namespace balmer::eval::jit {

using enum Constant;

void MathCode::sin(Vec to, Vec x) {
    auto const& [shifted, n, unused_1, unused_2, unused_3] = scratch_.t;
    ColdPath& path = add_cold_path(to, x, Function::sin);
    path.resume = v_.new_label();
    v_.load(shifted, constant(sine_rounder));
    v_.add_product(shifted, x, constant(scaled_inverse_pi));
    v_.jump_if_any_bit(shifted, constant(sine_range_bits), scratch_.m[0], path.entry);
    v_.bind(*path.resume);
    v_.sub(n, shifted, constant(sine_rounder));
    sine_of_remainder(to, x, shifted, n);
    v_.bind(path.back);
}

// cos x = (-1)^(n+1) sin(x - (n + 1/2) π), n + 1/2 = round(x / π - 1/2) + 1/2. The added number is
// odd, so that the last bit is that of n + 1. |x| is used, so that the sum is not 0.
void MathCode::cos(Vec to, Vec x) {
    auto const& [shifted, n, magnitude, unused_2, unused_3] = scratch_.t;
    ColdPath& path = add_cold_path(to, x, Function::cos);
    path.resume = v_.new_label();
    v_.bit_and(magnitude, x, constant(magnitude_bits));
    v_.load(shifted, constant(scaled_inverse_pi));
    v_.multiply_then_subtract(shifted, magnitude, constant(cosine_half));
    v_.add(shifted, shifted, constant(cosine_rounder));
    v_.jump_if_any_bit(shifted, constant(sine_range_bits), scratch_.m[0], path.entry);
    v_.bind(*path.resume);
    v_.sub(n, shifted, constant(cosine_rounder));
    v_.add(n, n, constant(cosine_half));
    sine_of_remainder(to, magnitude, shifted, n);
    v_.bind(path.back);
}

// The sine of x - n π, negated if the last bit of `shifted` is set. Adding zero to r³ makes it +0
// for r = -0, so that r + r³ P = -0 for P < 0.
void MathCode::sine_of_remainder(Vec to, Vec x, Vec shifted, Vec n) {
    Vec const r = to, square = scratch_.t[3], sum = scratch_.t[4];
    v_.move(r, x);
    v_.subtract_product(r, n, constant(pi_high));
    v_.subtract_product(r, n, constant(pi_middle));
    v_.subtract_product(r, n, constant(pi_low));
    v_.shift_left(shifted, shifted, v_.is_single() ? 31 : 63);
    v_.mul(square, r, r);
    v_.bit_xor(r, r, shifted);
    polynomial(sum, square, sine_polynomial, sine_polynomial_size(v_.kind()));
    Vec const cube = square;
    v_.multiply_then_add(cube, r, constant(zero));
    v_.add_product(r, sum, cube);
}

}  // namespace balmer::eval::jit
