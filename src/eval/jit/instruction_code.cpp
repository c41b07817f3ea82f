#include "instruction_code.hpp"

#include "eval/program.hpp"

namespace balmer::eval::jit {
namespace {

/// Writes instructions. Those of several steps have a separate function.
class Writer {
public:
    Writer(VectorAssembler& assembler, MathCode& math, InstructionTools const& tools)
        : v_(assembler), math_(math), tools_(tools) {}

    void write(Code code, Vec to, Place const& a, Place const& b, Place const& c);

private:
    /// The register of the operand. If it is in memory, loads it into `spare` and returns that.
    Vec loaded(Place const& place, Vec spare);
    /// As above, for the first operand of an instruction with the second operand `other`. Loads
    /// into `to` unless that would overwrite `other`.
    Vec loaded_first(Place const& place, Vec to, Place const& other);

    void add_or_mul(Code code, Vec to, Place const& a, Place const& b);
    void choice(Code code, Vec to, Place const& a, Place const& b);
    void square(Vec to, Vec x);
    void cube(Vec to, Vec x);
    void inverse(Vec to, Place const& a);

    void square_adjoint(Vec to, Place const& a, Vec x);
    void cube_adjoint(Vec to, Place const& a, Vec x);
    void sqrt_adjoint(Vec to, Place const& a, Vec root);
    void abs_adjoint(Vec to, Place const& a, Place const& b);
    void sin_adjoint(Vec to, Place const& a, Vec x);
    void cos_adjoint(Vec to, Place const& a, Vec x);
    void tan_adjoint(Vec to, Place const& a, Vec value);
    void asin_or_acos_adjoint(Code code, Vec to, Place const& a, Place const& b);
    void atan_adjoint(Vec to, Place const& a, Vec x);
    void tanh_adjoint(Vec to, Place const& a, Place const& c);
    void inv_adjoint(Vec to, Place const& a, Vec value);
    void choice_adjoint(Code code, Vec to, Place const& a, Place const& b, Place const& c);
    void pow_adjoint_base(Vec to, Place const& a, Place const& b, Place const& c);
    void pow_adjoint_exponent(Vec to, Place const& a, Place const& b, Place const& c);

    VectorAssembler& v_;
    MathCode& math_;
    InstructionTools const& tools_;
};

void Writer::write(Code code, Vec to, Place const& a, Place const& b, Place const& c) {
    Vec const s = tools_.first;
    switch (code) {
        case Code::add:
        case Code::mul:
            return add_or_mul(code, to, a, b);
        case Code::sub:
            return v_.sub(to, loaded_first(a, to, b), b.operand);
        case Code::div:
            return math_.divide(to, loaded_first(a, to, b), b.operand);
        case Code::pow:
            return math_.pow(to, loaded(a, s), loaded(b, tools_.second));
        case Code::min:
        case Code::max:
            return choice(code, to, a, b);
        case Code::neg:
            return v_.bit_xor(to, loaded(a, to), tools_.sign_bit);
        case Code::square:
            return square(to, loaded(a, to));
        case Code::cube:
            return cube(to, loaded(a, s));
        case Code::sqrt:
            return math_.sqrt(to, loaded(a, to));
        case Code::abs:
            return v_.bit_and(to, loaded(a, to), tools_.magnitude_bits);
        case Code::sin:
            return math_.sin(to, loaded(a, to));
        case Code::cos:
            return math_.cos(to, loaded(a, to));
        case Code::tan:
            return math_.call(Function::tan, to, loaded(a, to));
        case Code::asin:
            return math_.call(Function::asin, to, loaded(a, to));
        case Code::acos:
            return math_.call(Function::acos, to, loaded(a, to));
        case Code::atan:
            return math_.call(Function::atan, to, loaded(a, to));
        case Code::exp:
            return math_.exp(to, loaded(a, to));
        case Code::log:
            return math_.log(to, loaded(a, to));
        case Code::tanh:
            return math_.call(Function::tanh, to, loaded(a, to));
        case Code::inv:
            return inverse(to, a);
        case Code::square_adjoint:
            return square_adjoint(to, a, loaded(b, s));
        case Code::cube_adjoint:
            return cube_adjoint(to, a, loaded(b, s));
        case Code::sqrt_adjoint:
            return sqrt_adjoint(to, a, loaded(c, s));
        case Code::abs_adjoint:
            return abs_adjoint(to, a, b);
        case Code::sin_adjoint:
            return sin_adjoint(to, a, loaded(b, s));
        case Code::cos_adjoint:
            return cos_adjoint(to, a, loaded(b, s));
        case Code::tan_adjoint:
            return tan_adjoint(to, a, loaded(c, s));
        case Code::asin_adjoint:
        case Code::acos_adjoint:
            return asin_or_acos_adjoint(code, to, a, b);
        case Code::atan_adjoint:
            return atan_adjoint(to, a, loaded(b, s));
        case Code::exp_adjoint:
            return v_.mul(to, loaded(c, s), a.operand);
        case Code::log_adjoint:
            return math_.divide(to, loaded(a, s), b.operand);
        case Code::tanh_adjoint:
            return tanh_adjoint(to, a, c);
        case Code::inv_adjoint:
            return inv_adjoint(to, a, loaded(c, s));
        case Code::keep_if_less:
        case Code::drop_if_less:
            return choice_adjoint(code, to, a, b, c);
        case Code::pow_adjoint_base:
            return pow_adjoint_base(to, a, b, c);
        case Code::pow_adjoint_exponent:
            return pow_adjoint_exponent(to, a, b, c);
        // Pairs of the interpreter, and codes that FunctionWriter handles.
        case Code::add_add:
        case Code::add_sub:
        case Code::add_rsub:
        case Code::add_mul:
        case Code::sub_add:
        case Code::sub_sub:
        case Code::sub_rsub:
        case Code::sub_mul:
        case Code::mul_add:
        case Code::mul_sub:
        case Code::mul_rsub:
        case Code::mul_mul:
        case Code::store:
        case Code::none:
            break;
    }
    throw_unexpected(code);
}

Vec Writer::loaded(Place const& place, Vec spare) {
    if (place.is_register()) return place.vector();
    v_.load(spare, place.operand);
    return spare;
}

Vec Writer::loaded_first(Place const& place, Vec to, Place const& other) {
    bool const destroys = other.is_register() && other.vector().id() == to.id();
    return loaded(place, destroys ? tools_.first : to);
}

void Writer::add_or_mul(Code code, Vec to, Place const& a, Place const& b) {
    // The operation is commutative bit by bit, and the second operand may be in memory.
    bool const swapped = !a.is_register() && b.is_register();
    Place const& left = swapped ? b : a;
    Place const& right = swapped ? a : b;
    Vec const x = loaded_first(left, to, right);
    return code == Code::add ? v_.add(to, x, right.operand) : v_.mul(to, x, right.operand);
}

void Writer::choice(Code code, Vec to, Place const& a, Place const& b) {
    Vec const x = loaded(a, tools_.first);
    Vec const y = loaded(b, tools_.second);
    // If either source is NaN or both are zero, the instructions return the second one, as do
    // a < b ? a : b (min) and a < b ? b : a (max, read as b > a). A NaN in the other remains.
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

void Writer::square(Vec to, Vec x) { v_.mul(to, x, x); }

void Writer::cube(Vec to, Vec x) {
    v_.mul(tools_.second, x, x);
    v_.mul(to, tools_.second, x);
}

void Writer::inverse(Vec to, Place const& a) {
    v_.load(tools_.first, tools_.one);
    math_.divide(to, tools_.first, a.operand);
}

// a * (b + b).
void Writer::square_adjoint(Vec to, Place const& a, Vec x) {
    Vec const s = tools_.first;
    v_.add(s, x, x);
    v_.mul(to, s, a.operand);
}

// a * (3 * b * b).
void Writer::cube_adjoint(Vec to, Place const& a, Vec x) {
    Vec const s = tools_.first;
    v_.mul(tools_.second, x, tools_.three);
    v_.mul(s, tools_.second, x);
    v_.mul(to, s, a.operand);
}

// c == 0 ? 0 : a / (c + c).
void Writer::sqrt_adjoint(Vec to, Place const& a, Vec root) {
    Vec const s = tools_.first;
    v_.add(tools_.second, root, root);
    v_.compare(tools_.mask, Comparison::equal, root, tools_.zero);
    // Not MathCode::divide: on AVX2 the mask is in a scratch register of MathCode.
    Vec const x = loaded(a, s);
    v_.div(s, x, tools_.second);
    v_.clear(to, tools_.mask, s);
}

// a * cos(b).
void Writer::sin_adjoint(Vec to, Place const& a, Vec x) {
    Vec const s = tools_.first;
    math_.cos(s, x);
    v_.mul(to, s, a.operand);
}

// a * -sin(b).
void Writer::cos_adjoint(Vec to, Place const& a, Vec x) {
    Vec const s = tools_.first;
    math_.sin(s, x);
    v_.bit_xor(s, s, tools_.sign_bit);
    v_.mul(to, s, a.operand);
}

// a * (1 + c * c).
void Writer::tan_adjoint(Vec to, Place const& a, Vec value) {
    Vec const s = tools_.first;
    v_.mul(s, value, value);
    v_.add(s, s, tools_.one);
    v_.mul(to, s, a.operand);
}

// a / (1 + b * b).
void Writer::atan_adjoint(Vec to, Place const& a, Vec x) {
    Vec const s = tools_.first;
    v_.mul(s, x, x);
    v_.add(s, s, tools_.one);
    math_.divide(to, loaded(a, tools_.second), s);
}

// a * ((1 - c) * (1 + c)).
void Writer::tanh_adjoint(Vec to, Place const& a, Place const& c) {
    Vec const s = tools_.first;
    Vec const value = loaded(c, tools_.second);
    v_.load(s, tools_.one);
    v_.sub(s, s, value);
    v_.add(tools_.second, value, tools_.one);
    v_.mul(s, s, tools_.second);
    v_.mul(to, s, a.operand);
}

// -(a * c * c).
void Writer::inv_adjoint(Vec to, Place const& a, Vec value) {
    Vec const s = tools_.first;
    v_.mul(tools_.second, value, a.operand);
    v_.mul(s, tools_.second, value);
    v_.bit_xor(to, s, tools_.sign_bit);
}

// b < c ? a : 0, or b < c ? 0 : a.
void Writer::choice_adjoint(Code code, Vec to, Place const& a, Place const& b, Place const& c) {
    Vec const s = tools_.first;
    v_.compare(tools_.mask, Comparison::less, loaded(b, s), c.operand);
    Vec const x = loaded(a, s);
    return code == Code::keep_if_less ? v_.keep(to, tools_.mask, x) : v_.clear(to, tools_.mask, x);
}

// |b| == 1 ? 0 : a / sqrt((1 - b) (1 + b)), or its negative.
void Writer::asin_or_acos_adjoint(Code code, Vec to, Place const& a, Place const& b) {
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
    if (code == Code::acos_adjoint) v_.bit_xor(s, s, tools_.sign_bit);
    v_.clear(to, tools_.mask, s);
}

// b > 0 ? a : (b < 0 ? -a : a * b * 0): the last is 0, or NaN where b is.
void Writer::abs_adjoint(Vec to, Place const& a, Place const& b) {
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
void Writer::pow_adjoint_base(Vec to, Place const& a, Place const& b, Place const& c) {
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
void Writer::pow_adjoint_exponent(Vec to, Place const& a, Place const& b, Place const& c) {
    Vec const s = tools_.first;
    math_.log(s, loaded(b, s));
    v_.mul(s, s, c.operand);
    v_.mul(s, s, a.operand);
    v_.compare(tools_.mask, Comparison::equal, loaded(c, tools_.second), tools_.zero);
    v_.clear(to, tools_.mask, s);
}

}  // namespace

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
        case Code::div:
        case Code::pow:
        case Code::min:
        case Code::max:
        case Code::sqrt:
        case Code::sin:
        case Code::cos:
        case Code::tan:
        case Code::asin:
        case Code::acos:
        case Code::atan:
        case Code::exp:
        case Code::log:
        case Code::tanh:
        case Code::inv:
        case Code::sqrt_adjoint:
        case Code::abs_adjoint:
        case Code::sin_adjoint:
        case Code::cos_adjoint:
        case Code::tan_adjoint:
        case Code::asin_adjoint:
        case Code::acos_adjoint:
        case Code::atan_adjoint:
        case Code::log_adjoint:
        case Code::keep_if_less:
        case Code::drop_if_less:
        case Code::pow_adjoint_base:
        case Code::pow_adjoint_exponent:
            return true;
        case Code::add_add:
        case Code::add_sub:
        case Code::add_rsub:
        case Code::add_mul:
        case Code::sub_add:
        case Code::sub_sub:
        case Code::sub_rsub:
        case Code::sub_mul:
        case Code::mul_add:
        case Code::mul_sub:
        case Code::mul_rsub:
        case Code::mul_mul:
        case Code::none:
            break;
    }
    throw_unexpected(code);
}

void InstructionCode::write(Code code, Vec to, Place const& a, Place const& b, Place const& c) {
    Writer(v_, math_, tools_).write(code, to, a, b, c);
}

}  // namespace balmer::eval::jit
