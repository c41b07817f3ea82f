// exp x = 2^n exp(r) with r = x - n ln 2. ln 2 is subtracted in two parts, the first without
// rounding error: the difference is small and a multiple of the last bit of both.

#include "math_code.hpp"

namespace balmer::eval::jit {

using enum Constant;

void MathCode::exp(Vec to, Vec x) {
    if (v_.is_avx512()) return exp_by_table(to, x);
    exp_by_polynomial(to, x);
}

// n in steps of 1/16: exp x = 2^floor(n) 2^(j/16) exp(r), |r| <= ln 2 / 32. If x is infinite or
// NaN, so is n; r is then NaN and replaced by a number. The last instruction gives the result of
// IEEE 754, also if it is subnormal, zero, infinite or NaN.
void MathCode::exp_by_table(Vec to, Vec x) {
    auto const& [shifted, n, power, sum, spare] = scratch_.t;
    v_.load(shifted, constant(exp_rounder));
    v_.add_product(shifted, x, constant(inverse_ln2));
    v_.sub(n, shifted, constant(exp_rounder));
    Vec const r = to;
    v_.move(r, x);
    v_.subtract_product(r, n, constant(ln2_high));
    v_.subtract_product(r, n, constant(ln2_low));
    v_.limit_magnitude(r, r, constant(largest_remainder));
    look_up(power, shifted, exp_table, spare);
    polynomial(sum, r, exp_polynomial, exp_polynomial_size(v_.kind()));
    v_.mul(sum, sum, r);
    v_.multiply_then_add(sum, power, power);
    v_.scale_exponent(to, sum, n);
}

// n is an integer and |r| <= ln 2 / 2. There are two factors 2^k with k near n / 2; multiplication
// by the second one may round, overflow or underflow. min and max return NaN if the second source
// is.
void MathCode::exp_by_polynomial(Vec to, Vec x) {
    auto const& [shifted, n, half, sum, unused] = scratch_.t;
    Vec const r = to;
    v_.load(n, constant(largest_exp_argument));
    v_.min(r, n, x);
    v_.load(n, constant(smallest_exp_argument));
    v_.max(r, n, r);
    v_.load(shifted, constant(exp_rounder));
    v_.add_product(shifted, r, constant(inverse_ln2));
    v_.sub(n, shifted, constant(exp_rounder));
    v_.subtract_product(r, n, constant(ln2_high));
    v_.subtract_product(r, n, constant(ln2_low));
    polynomial(sum, r, exp_polynomial, exp_polynomial_size(v_.kind()));
    // k plus the bias of the exponent in the low bits of a number, to be shifted into the exponent.
    std::uint8_t const mantissa_size = v_.is_single() ? 23 : 52;
    v_.load(shifted, constant(exponent_rounder));
    v_.add_product(shifted, n, constant(half_of));
    v_.sub(half, shifted, constant(exponent_rounder));
    v_.shift_left(shifted, shifted, mantissa_size);
    v_.mul(sum, sum, shifted);
    v_.sub(n, n, half);
    v_.add(n, n, constant(exponent_rounder));
    v_.shift_left(n, n, mantissa_size);
    v_.mul(to, sum, n);
}

}  // namespace balmer::eval::jit
