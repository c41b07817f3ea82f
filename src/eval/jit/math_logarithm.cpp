// log x = e ln 2 + log m with x = m 2^e.

#include "math_code.hpp"

namespace balmer::eval::jit {

using enum Constant;

void MathCode::log(Vec to, Vec x) {
    if (v_.is_avx512()) return log_by_table(to, x);
    log_by_polynomial(to, x);
}

// 1 <= m < 2; log m = -log r + log(1 + f) with f = m r - 1. A table gives r from the first four
// fraction bits of m. For 0, infinity and NaN the instructions return e and m that lead to the
// correct result, and NaN for negative numbers.
void MathCode::log_by_table(Vec to, Vec x) {
    auto const& [f, e, index, base, spare] = scratch_.t;
    v_.mantissa_of(f, x);
    v_.exponent_of(e, x);
    v_.shift_right(index, f, v_.is_single() ? 19 : 48);
    look_up(base, index, reciprocal_table, spare);
    v_.multiply_then_subtract(f, base, constant(one));
    look_up(base, index, logarithm_table, spare);
    v_.add_product(base, e, constant(ln2_high));
    Vec const sum = e;
    polynomial(sum, f, log_polynomial, log_polynomial_size(v_.kind()));
    v_.mul(sum, sum, f);
    v_.multiply_then_add(sum, f, f);
    v_.add(to, sum, base);
}

// 0.75 <= m < 1.5, f = m - 1. Calls a function unless every x is a positive normal number.
void MathCode::log_by_polynomial(Vec to, Vec x) {
    auto const& [f, e, sum, s, square] = scratch_.t;
    ColdPath const path = add_cold_path(to, x, Function::log);
    v_.compare(scratch_.m[0], Comparison::not_less_equal, x, constant(largest_finite));
    v_.compare(scratch_.m[1], Comparison::less, x, constant(smallest_normal));
    v_.mask_or(scratch_.m[0], scratch_.m[0], scratch_.m[1]);
    v_.jump_if_any(scratch_.m[0], path.entry);
    v_.integer_add(f, x, constant(exponent_shift));
    v_.shift_right(e, f, v_.is_single() ? 23 : 52);
    v_.bit_or(e, e, constant(exponent_as_number));
    v_.sub(e, e, constant(exponent_bias));
    v_.bit_and(f, f, constant(mantissa_bits));
    v_.integer_add(f, f, constant(three_quarters));
    v_.sub(f, f, constant(one));
    if (v_.is_single()) {
        polynomial(sum, f, log_polynomial, log_polynomial_size(v_.kind()));
        v_.mul(sum, sum, f);
        v_.multiply_then_add(sum, f, f);
    } else {
        // log(1 + f) = 2 artanh(s) = 2 s + s R(s²) with s = f / (2 + f), and 2 s = f - s f
        // (as in fdlibm's e_log.c, Sun Microsystems 1993).
        v_.add(s, f, constant(two));
        v_.div(s, f, s);
        v_.mul(square, s, s);
        polynomial(sum, square, log_polynomial, log_polynomial_size(v_.kind()));
        v_.multiply_then_subtract_from(sum, square, f);
        v_.multiply_then_subtract_from(sum, s, f);
    }
    v_.add_product(sum, e, constant(ln2_high));
    v_.move(to, sum);
    v_.bind(path.back);
}

}  // namespace balmer::eval::jit
