// Division and square root, correctly rounded.

#include "math_code.hpp"

namespace balmer::eval::jit {

using enum Constant;

namespace {

/// How long the divider works at one vector, in instructions of the other ports (measured on a
/// Sapphire Rapids core: 10 and 17 cycles for a division, 16 and 25 for a root, of two a cycle).
constexpr std::uint64_t division_load(bool single) { return single ? 20 : 34; }
constexpr std::uint64_t root_load(bool single) { return single ? 32 : 48; }

}  // namespace

// The divider works beside the other ports: it gets what it can do while they are busy. Half as
// much again, and one division at first: steps of a loop overlap, but not wholly (measured on
// random trees, where both sides of that lose).
void MathCode::divide(Vec to, Vec a, Operand const& b) {
    std::uint64_t const load = division_load(v_.is_single());
    std::uint64_t const written = v_.instruction_count() - first_instruction_;
    bool const divider_is_behind =
        2 * divider_load_ > 3 * written + (v_.is_single() ? 2 * load : 0);
    if (v_.is_avx512() && divider_is_behind) return divide_by_newton(to, a, b);
    divider_load_ += load;
    v_.div(to, a, b);
}

void MathCode::sqrt(Vec to, Vec x) {
    divider_load_ += root_load(v_.is_single());
    v_.sqrt(to, x);
}

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
