#include "instruction_code.hpp"

#include "balmer/base/error.hpp"

#include <utility>

namespace balmer::eval::jit {

bool needs_scratch(Code code) {
    switch (code) {
        case Code::add:
        case Code::sub:
        case Code::mul:
        case Code::neg:
        case Code::square:
        case Code::cube:
        case Code::abs:
        case Code::square_adjoint:
        case Code::cube_adjoint:
        case Code::exp_adjoint:
        case Code::tanh_adjoint:
        case Code::inv_adjoint:
        case Code::store:
            return false;
        default:
            return true;
    }
}

Vec InstructionCode::loaded(Place const& place, Vec spare) {
    if (place.is_register()) return place.vector();
    v_.load(spare, place.operand);
    return spare;
}

Vec InstructionCode::loaded_first(Place const& place, Vec to, Place const& other) {
    bool const destroys = other.is_register() && other.vector().id() == to.id();
    return loaded(place, destroys ? tools_.first : to);
}

void InstructionCode::write(Code code, Vec to, Place const& a, Place const& b, Place const& c) {
    switch (code) {
        case Code::add:
        case Code::mul: {
            // Either order gives the same bits: the one in memory comes second.
            bool const swapped = !a.is_register() && b.is_register();
            Place const& left = swapped ? b : a;
            Place const& right = swapped ? a : b;
            Vec const x = loaded_first(left, to, right);
            return code == Code::add ? v_.add(to, x, right.operand) : v_.mul(to, x, right.operand);
        }
        case Code::sub:
            return v_.sub(to, loaded_first(a, to, b), b.operand);
        case Code::div:
            return math_.divide(to, loaded_first(a, to, b), b.operand);
        case Code::pow:
            return math_.pow(to, loaded(a, tools_.first), loaded(b, tools_.second));
        case Code::min:
        case Code::max:
            return write_choice(code, to, a, b);
        default:
            if (code <= Code::inv) return write_unary(code, to, a);
            return write_adjoint(code, to, a, b, c);
    }
}

void InstructionCode::write_choice(Code code, Vec to, Place const& a, Place const& b) {
    Vec const x = loaded(a, tools_.first);
    Vec const y = loaded(b, tools_.second);
    // The instructions choose their second source where either is NaN, or both are zero: just what
    // a < b ? a : b (min) and a < b ? b : a (max, read as b > a) say. What is left is a NaN there.
    Vec const unchosen = code == Code::min ? x : y;
    v_.compare(tools_.mask, Comparison::unordered, unchosen, unchosen);
    Vec const chosen = code == Code::min ? tools_.second : tools_.first;
    if (code == Code::min) {
        v_.min(chosen, x, y);
    } else {
        v_.max(chosen, y, x);
    }
    v_.select(to, tools_.mask, unchosen, chosen);
}

void InstructionCode::write_unary(Code code, Vec to, Place const& a) {
    switch (code) {
        case Code::neg:
            return v_.bit_xor(to, loaded(a, to), tools_.sign_bit);
        case Code::abs:
            return v_.bit_and(to, loaded(a, to), tools_.magnitude_bits);
        case Code::square: {
            Vec const x = loaded(a, to);
            return v_.mul(to, x, x);
        }
        case Code::cube: {
            Vec const x = loaded(a, tools_.first);
            v_.mul(tools_.second, x, x);
            return v_.mul(to, tools_.second, x);
        }
        case Code::inv: {
            v_.load(tools_.first, tools_.one);
            return math_.divide(to, tools_.first, a.operand);
        }
        case Code::sqrt:
            return math_.sqrt(to, loaded(a, to));
        case Code::sin:
            return math_.sin(to, loaded(a, to));
        case Code::cos:
            return math_.cos(to, loaded(a, to));
        case Code::tan:
            return math_.tan(to, loaded(a, to));
        case Code::asin:
            return math_.asin(to, loaded(a, to));
        case Code::acos:
            return math_.acos(to, loaded(a, to));
        case Code::atan:
            return math_.atan(to, loaded(a, to));
        case Code::exp:
            return math_.exp(to, loaded(a, to));
        case Code::log:
            return math_.log(to, loaded(a, to));
        case Code::tanh:
            return math_.tanh(to, loaded(a, to));
        default:
            BALMER_EXPECT(false);
    }
}

void InstructionCode::write_adjoint(Code code, Vec to, Place const& a, Place const& b,
                                    Place const& c) {
    Vec const s = tools_.first;
    switch (code) {
        case Code::square_adjoint: {
            Vec const x = loaded(b, s);
            v_.add(s, x, x);
            return v_.mul(to, s, a.operand);
        }
        case Code::cube_adjoint: {
            Vec const x = loaded(b, s);
            v_.mul(tools_.second, x, tools_.three);
            v_.mul(s, tools_.second, x);
            return v_.mul(to, s, a.operand);
        }
        case Code::sqrt_adjoint: {
            Vec const root = loaded(c, s);
            v_.add(tools_.second, root, root);
            v_.compare(tools_.mask, Comparison::equal, root, tools_.zero);
            // The divider itself: on AVX2 the mask stands where MathCode works.
            Vec const x = loaded(a, s);
            v_.div(s, x, tools_.second);
            return v_.clear(to, tools_.mask, s);
        }
        case Code::abs_adjoint:
            return write_abs_adjoint(to, a, b);
        case Code::sin_adjoint:
            math_.cos(s, loaded(b, s));
            return v_.mul(to, s, a.operand);
        case Code::cos_adjoint:
            math_.sin(s, loaded(b, s));
            v_.bit_xor(s, s, tools_.sign_bit);
            return v_.mul(to, s, a.operand);
        case Code::tan_adjoint: {
            Vec const value = loaded(c, s);
            v_.mul(s, value, value);
            v_.add(s, s, tools_.one);
            return v_.mul(to, s, a.operand);
        }
        case Code::asin_adjoint:
            return write_zero_where_steep(to, a, b, false);
        case Code::acos_adjoint:
            return write_zero_where_steep(to, a, b, true);
        case Code::atan_adjoint: {
            Vec const x = loaded(b, s);
            v_.mul(s, x, x);
            v_.add(s, s, tools_.one);
            return math_.divide(to, loaded(a, tools_.second), s);
        }
        case Code::exp_adjoint: {
            Vec const value = loaded(c, s);
            return v_.mul(to, value, a.operand);
        }
        case Code::log_adjoint:
            return math_.divide(to, loaded(a, s), b.operand);
        case Code::tanh_adjoint: {
            Vec const value = loaded(c, tools_.second);
            v_.load(s, tools_.one);
            v_.sub(s, s, value);
            v_.add(tools_.second, value, tools_.one);
            v_.mul(s, s, tools_.second);
            return v_.mul(to, s, a.operand);
        }
        case Code::inv_adjoint: {
            Vec const value = loaded(c, s);
            v_.mul(tools_.second, value, a.operand);
            v_.mul(s, tools_.second, value);
            return v_.bit_xor(to, s, tools_.sign_bit);
        }
        case Code::keep_if_less:
        case Code::drop_if_less: {
            v_.compare(tools_.mask, Comparison::less, loaded(b, s), c.operand);
            Vec const x = loaded(a, s);
            return code == Code::keep_if_less ? v_.keep(to, tools_.mask, x)
                                              : v_.clear(to, tools_.mask, x);
        }
        case Code::pow_adjoint_base:
            return write_pow_adjoint_base(to, a, b, c);
        case Code::pow_adjoint_exponent:
            return write_pow_adjoint_exponent(to, a, b, c);
        default:
            BALMER_EXPECT(false);
    }
}

// |b| == 1 ? 0 : a / sqrt((1 - b) (1 + b)), or its negative.
void InstructionCode::write_zero_where_steep(Vec to, Place const& a, Place const& b, bool negated) {
    Vec const x = loaded(b, tools_.second);
    Vec const s = tools_.first;
    v_.bit_and(s, x, tools_.magnitude_bits);
    v_.compare(tools_.mask, Comparison::equal, s, tools_.one);
    v_.load(s, tools_.one);
    v_.sub(s, s, x);
    v_.add(tools_.second, x, tools_.one);
    v_.mul(s, s, tools_.second);
    v_.sqrt(s, s);
    Vec const slope = loaded(a, tools_.second);
    v_.div(s, slope, s);
    if (negated) v_.bit_xor(s, s, tools_.sign_bit);
    v_.clear(to, tools_.mask, s);
}

// b > 0 ? a : (b < 0 ? -a : a * b * 0): the last is 0, or NaN where b is.
void InstructionCode::write_abs_adjoint(Vec to, Place const& a, Place const& b) {
    Vec const x = loaded(b, tools_.second);
    Vec const s = tools_.first;
    // a with the sign of b, then a * b * 0 where b is neither above nor below 0.
    v_.compare(tools_.mask, Comparison::equal, x, tools_.zero);
    v_.compare(tools_.other_mask, Comparison::unordered, x, x);
    v_.mask_or(tools_.mask, tools_.mask, tools_.other_mask);
    v_.mul(s, x, a.operand);
    v_.mul(s, s, tools_.zero);
    v_.bit_and(tools_.second, x, tools_.sign_bit);
    v_.bit_xor(tools_.second, tools_.second, a.operand);
    v_.select(to, tools_.mask, s, tools_.second);
}

// (b == 0 and c < 1) ? 0 : a * (c * pow(b, c - 1)).
void InstructionCode::write_pow_adjoint_base(Vec to, Place const& a, Place const& b,
                                             Place const& c) {
    Vec const s = tools_.first;
    v_.sub(s, loaded(c, s), tools_.one);
    math_.pow(s, loaded(b, tools_.second), s);
    v_.mul(s, s, c.operand);
    v_.mul(s, s, a.operand);
    v_.compare(tools_.mask, Comparison::equal, loaded(b, tools_.second), tools_.zero);
    v_.compare(tools_.other_mask, Comparison::less, loaded(c, tools_.second), tools_.one);
    v_.mask_and(tools_.mask, tools_.mask, tools_.other_mask);
    v_.clear(to, tools_.mask, s);
}

// c == 0 ? 0 : a * (c * log(b)).
void InstructionCode::write_pow_adjoint_exponent(Vec to, Place const& a, Place const& b,
                                                 Place const& c) {
    Vec const s = tools_.first;
    math_.log(s, loaded(b, s));
    v_.mul(s, s, c.operand);
    v_.mul(s, s, a.operand);
    v_.compare(tools_.mask, Comparison::equal, loaded(c, tools_.second), tools_.zero);
    v_.clear(to, tools_.mask, s);
}

}  // namespace balmer::eval::jit
