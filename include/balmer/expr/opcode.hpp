/// \file
/// The opcode table: every node kind of an expression, its name, its arity and its value.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace balmer::expr {

/// Kinds of nodes. Values are saved in files: append, never reorder.
enum class Opcode : std::uint8_t {
    constant,
    variable,
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
};

inline constexpr std::size_t opcode_count = 24;

/// How an operator is written between or before its arguments.
enum class Notation : std::uint8_t { leaf, infix, function };

struct OpcodeInfo {
    Opcode op;
    /// Name in job files and formulas: "+", "sin".
    std::string_view name;
    int arity;
    Notation notation;
};

// clang-format off
/// One row an opcode, in the order of the enumeration.
inline constexpr std::array<OpcodeInfo, opcode_count> opcode_table = {{
    {Opcode::constant, "constant", 0, Notation::leaf},
    {Opcode::variable, "variable", 0, Notation::leaf},
    {Opcode::add, "+", 2, Notation::infix},
    {Opcode::sub, "-", 2, Notation::infix},
    {Opcode::mul, "*", 2, Notation::infix},
    {Opcode::div, "/", 2, Notation::infix},
    {Opcode::pow, "pow", 2, Notation::infix},
    {Opcode::min, "min", 2, Notation::function},
    {Opcode::max, "max", 2, Notation::function},
    {Opcode::neg, "neg", 1, Notation::function},
    {Opcode::square, "square", 1, Notation::function},
    {Opcode::cube, "cube", 1, Notation::function},
    {Opcode::sqrt, "sqrt", 1, Notation::function},
    {Opcode::abs, "abs", 1, Notation::function},
    {Opcode::sin, "sin", 1, Notation::function},
    {Opcode::cos, "cos", 1, Notation::function},
    {Opcode::tan, "tan", 1, Notation::function},
    {Opcode::asin, "asin", 1, Notation::function},
    {Opcode::acos, "acos", 1, Notation::function},
    {Opcode::atan, "atan", 1, Notation::function},
    {Opcode::exp, "exp", 1, Notation::function},
    {Opcode::log, "log", 1, Notation::function},
    {Opcode::tanh, "tanh", 1, Notation::function},
    {Opcode::inv, "inv", 1, Notation::function},
}};
// clang-format on

constexpr std::size_t index_of(Opcode op) { return static_cast<std::size_t>(op); }
constexpr OpcodeInfo const& info(Opcode op) { return opcode_table[index_of(op)]; }
constexpr int arity(Opcode op) { return info(op).arity; }
constexpr std::string_view name(Opcode op) { return info(op).name; }
constexpr bool is_leaf(Opcode op) { return arity(op) == 0; }

static_assert([] {
    for (std::size_t i = 0; i < opcode_count; ++i) {
        if (index_of(opcode_table[i].op) != i) return false;
    }
    return true;
}());

/// The operator of that name ("+", "sin", "pow", "^" and "**" for pow), or nothing. Never a leaf.
std::optional<Opcode> find_operator(std::string_view name);

// clang-format off
/// Value of a unary operator, IEEE rules: outside its domain NaN, at a pole infinite.
template <class Scalar>
Scalar apply(Opcode op, Scalar x) {
    switch (op) {
        case Opcode::neg: return -x;
        case Opcode::square: return x * x;
        case Opcode::cube: return x * x * x;
        case Opcode::sqrt: return std::sqrt(x);
        case Opcode::abs: return std::abs(x);
        case Opcode::sin: return std::sin(x);
        case Opcode::cos: return std::cos(x);
        case Opcode::tan: return std::tan(x);
        case Opcode::asin: return std::asin(x);
        case Opcode::acos: return std::acos(x);
        case Opcode::atan: return std::atan(x);
        case Opcode::exp: return std::exp(x);
        case Opcode::log: return std::log(x);
        case Opcode::tanh: return std::tanh(x);
        case Opcode::inv: return Scalar(1) / x;
        default: return std::numeric_limits<Scalar>::quiet_NaN();
    }
}

/// Value of a binary operator. min and max are NaN where either argument is.
template <class Scalar>
Scalar apply(Opcode op, Scalar x, Scalar y) {
    switch (op) {
        case Opcode::add: return x + y;
        case Opcode::sub: return x - y;
        case Opcode::mul: return x * y;
        case Opcode::div: return x / y;
        case Opcode::pow: return std::pow(x, y);
        case Opcode::min: return x != x || y != y ? x + y : (x < y ? x : y);
        case Opcode::max: return x != x || y != y ? x + y : (x < y ? y : x);
        default: return std::numeric_limits<Scalar>::quiet_NaN();
    }
}
// clang-format on

}  // namespace balmer::expr
