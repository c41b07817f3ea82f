// Division and square root, correctly rounded.

#include "math_code.hpp"

namespace balmer::eval::jit {

using enum Constant;

void MathCode::divide(Vec to, Vec a, Operand const& b) {
    if (division_ == Division::newton) return divide_by_newton(to, a, b);
    v_.div(to, a, b);
}

void MathCode::sqrt(Vec to, Vec x) { v_.sqrt(to, x); }

// Why the quotient is correctly rounded (after P. Markstein, IBM J. Res. Dev. 34 (1990) 111). Let
// precision be p bits, b = B / 2^(p-1) with an integer 2^(p-1) <= B < 2^p, ulp that of a / b.
//
// 1. The reciprocal y = (1 + d) / b is 1 / b (1 + h) rounded with -2^(-2p-20) < h < 2^(-2p+2) in
//    single and 2^-90 in double precision, so |d| < B 2^(-2p) + |h|.
// 2. q = a y rounded is within 1.5 ulp of a / b. r = a - b q is exact, so r y = a / b - q except
// for
//    d. After the first correction q is within k = 1/2 + 2^(3-p) ulp. After the second it is
//    a / b (1 + e) rounded once, where e is at most k |d| ulp.
// 3. a / b is not a midpoint of two numbers, and its distance to one is at least ulp / (2 B): with
//    integers A and M, |A 2^s - M B| >= 1. So the rounding is correct if k |d| < 1 / (2 B), that is
//    for B < 2^p - 6 in single and B < 2^p - 2^15 in double precision.
// 4. For larger B = 2^p - j, 1 / b is (1 + j / 2^p + j² / 2^(2p) + …) / 2. For even j, y is this
//    without the third term, and d is tiny. For odd j, 1 / b is j² / 2^(2p+1) above a midpoint,
//    more than -h could compensate. So y is rounded up, and d = 2^-p - j² 2^(-2p): r y is on the
//    correct side of the midpoint unless |r / b| is less than half an ulp, and then it is less by
//    ulp / (2 B) > d ulp / 2. This is why the last steps towards y are rounded up.
//
// The argument is independent of scale as long as nothing leaves the range: |a| >= smallest_safe
// and |b| <= 1 / smallest_safe keep q normal and r exact. If a value is too large, q is NaN.
void MathCode::divide_by_newton(Vec to, Vec a, Operand const& b) {
    auto const& [y, error, q, remainder, loaded] = scratch_.t;
    Mask const& safe = scratch_.m[0];
    ColdPath& path = add_cold_path(to, a, {});
    path.divisor = b;
    Vec const divisor = b.isReg() ? b.as<Vec>() : loaded;
    if (!b.isReg()) v_.load(divisor, b);

    refine_reciprocal(y, divisor, error, q);
    v_.mul(q, a, y);
    for (int i = 0; i < 2; ++i) {
        v_.move(remainder, a);
        v_.subtract_product(remainder, divisor, q);
        v_.add_product(q, remainder, y);
    }
    v_.smaller_magnitude(error, y, a);
    v_.compare(safe, Comparison::not_less, error, constant(smallest_safe));
    v_.compare_also(safe, Comparison::ordered, q, q);
    v_.jump_unless_all(safe, path.entry);
    v_.move(to, q);
    v_.bind(path.back);
}

// With e = 1 - b y, y (1 + e + e²) is 1 / b (1 - e³) and y (1 + e) is 1 / b (1 - e²). The last step
// rounds e and e + e² up; in double precision the first makes y a little too large, e negative and
// -e³ positive, in single precision e³ < 2^-68.
void MathCode::refine_reciprocal(Vec y, Vec divisor, Vec error, Vec spare) {
    v_.approximate_reciprocal(y, divisor);
    v_.move(error, y);
    v_.multiply_then_subtract_from(error, divisor, constant(one_or_just_more));
    if (!v_.is_single()) v_.multiply_then_add(error, error, error);
    v_.multiply_then_add(y, error, y);
    v_.load(spare, constant(one));
    v_.move(error, y);
    v_.multiply_then_subtract_from_up(error, divisor, spare);
    v_.multiply_then_add_up(error, error, error);
    v_.multiply_then_add(y, error, y);
}

}  // namespace balmer::eval::jit
