/// \file
/// The opcode table: name, arity, value and text formats of every kind of node.
///
/// To add an operator, append it to Opcode and to opcode_table and give its value in apply(). The
/// compiler and the tests OperatorCoverage report the other places that must know it.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace balmer::expr {

/// Kinds of nodes. The values are saved in files: append new ones, never reorder.
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

/// The shape of an operator in a text format.
enum class Notation : std::uint8_t {
    /// The value of a constant or the name of a variable.
    leaf,
    /// f(x) or f(x, y).
    call,
    /// -x.
    sign,
    /// x + y.
    sum,
    /// x - y.
    difference,
    product,
    quotient,
    /// x^y.
    power,
    /// x^2: one argument, the exponent is fixed.
    exponent,
    /// 1 / x.
    reciprocal,
    root,
    /// |x|.
    bars,
};

/// Number of arguments of an operator in this notation; -1 if it is not fixed.
constexpr int arity(Notation notation) {
    switch (notation) {
        case Notation::leaf:
            return 0;
        case Notation::sum:
        case Notation::difference:
        case Notation::product:
        case Notation::quotient:
        case Notation::power:
            return 2;
        case Notation::sign:
        case Notation::exponent:
        case Notation::reciprocal:
        case Notation::root:
        case Notation::bars:
            return 1;
        case Notation::call:
            break;
    }
    return -1;
}

/// How one text format writes an operator.
struct Writing {
    Notation notation;
    /// The name of the function, or the text between, before or after the arguments. Empty if the
    /// notation alone determines it.
    std::string_view text;
};

struct OpcodeInfo {
    Opcode op;
    /// Name in job files: "+", "sin".
    std::string_view name;
    int arity;
    Writing formula;
    Writing sympy;
    Writing numpy;
    Writing latex;
};

// clang-format off
/// One row per opcode, in the order of the enumeration.
inline constexpr auto opcode_table = [] {
    using enum Opcode;
    using enum Notation;
    return std::array<OpcodeInfo, opcode_count>{{
//       op        name      arity formula            SymPy                NumPy                  LaTeX
        {constant, "constant", 0, {leaf, ""},         {leaf, ""},          {leaf, ""},            {leaf, ""}},
        {variable, "variable", 0, {leaf, ""},         {leaf, ""},          {leaf, ""},            {leaf, ""}},
        {add,      "+",        2, {sum, " + "},       {sum, " + "},        {sum, " + "},          {sum, ""}},
        {sub,      "-",        2, {difference, " - "},{difference, " - "}, {difference, " - "},   {difference, ""}},
        {mul,      "*",        2, {product, "*"},     {product, "*"},      {product, "*"},        {product, ""}},
        {div,      "/",        2, {quotient, "/"},    {quotient, "/"},     {quotient, "/"},       {quotient, ""}},
        {pow,      "pow",      2, {power, "^"},       {power, "**"},       {power, "**"},         {power, ""}},
        {min,      "min",      2, {call, "min"},      {call, "Min"},       {call, "np.minimum"},  {call, "\\min"}},
        {max,      "max",      2, {call, "max"},      {call, "Max"},       {call, "np.maximum"},  {call, "\\max"}},
        {neg,      "neg",      1, {sign, "-"},        {sign, "-"},         {sign, "-"},           {sign, ""}},
        {square,   "square",   1, {call, "square"},   {exponent, "**2"},   {exponent, "**2"},     {exponent, "2"}},
        {cube,     "cube",     1, {call, "cube"},     {exponent, "**3"},   {exponent, "**3"},     {exponent, "3"}},
        {sqrt,     "sqrt",     1, {call, "sqrt"},     {call, "sqrt"},      {call, "np.sqrt"},     {root, ""}},
        {abs,      "abs",      1, {call, "abs"},      {call, "Abs"},       {call, "np.abs"},      {bars, ""}},
        {sin,      "sin",      1, {call, "sin"},      {call, "sin"},       {call, "np.sin"},      {call, "\\sin"}},
        {cos,      "cos",      1, {call, "cos"},      {call, "cos"},       {call, "np.cos"},      {call, "\\cos"}},
        {tan,      "tan",      1, {call, "tan"},      {call, "tan"},       {call, "np.tan"},      {call, "\\tan"}},
        {asin,     "asin",     1, {call, "asin"},     {call, "asin"},      {call, "np.arcsin"},   {call, "\\arcsin"}},
        {acos,     "acos",     1, {call, "acos"},     {call, "acos"},      {call, "np.arccos"},   {call, "\\arccos"}},
        {atan,     "atan",     1, {call, "atan"},     {call, "atan"},      {call, "np.arctan"},   {call, "\\arctan"}},
        {exp,      "exp",      1, {call, "exp"},      {call, "exp"},       {call, "np.exp"},      {call, "\\exp"}},
        {log,      "log",      1, {call, "log"},      {call, "log"},       {call, "np.log"},      {call, "\\log"}},
        {tanh,     "tanh",     1, {call, "tanh"},     {call, "tanh"},      {call, "np.tanh"},     {call, "\\tanh"}},
        {inv,      "inv",      1, {call, "inv"},      {reciprocal, "1/"},  {reciprocal, "1/"},    {reciprocal, ""}},
    }};
}();
// clang-format on

constexpr std::size_t index_of(Opcode op) { return static_cast<std::size_t>(op); }
constexpr OpcodeInfo const& info(Opcode op) { return opcode_table[index_of(op)]; }
constexpr int arity(Opcode op) { return info(op).arity; }
constexpr std::string_view name(Opcode op) { return info(op).name; }
constexpr bool is_leaf(Opcode op) { return arity(op) == 0; }

static_assert([] {
    for (std::size_t i = 0; i < opcode_count; ++i) {
        auto const& row = opcode_table[i];
        if (index_of(row.op) != i) return false;
        for (auto const& writing : {row.formula, row.sympy, row.numpy, row.latex}) {
            bool const is_call = writing.notation == Notation::call;
            if (is_call ? writing.text.empty() : arity(writing.notation) != row.arity) return false;
        }
        // The parser finds functions by this name.
        if (row.formula.notation == Notation::call && row.formula.text != row.name) return false;
    }
    return true;
}());

/// The operator of that name ("+", "sin", "pow", "^" and "**" for pow); nullopt if there is none.
/// Leaves are not found.
std::optional<Opcode> find_operator(std::string_view name);

/// Throws ContractError in every build: `op` is not in the table, or its arity is wrong here.
[[noreturn]] void throw_unexpected(Opcode op);

// clang-format off
/// Value of a unary operator by IEEE rules: NaN outside the domain, infinite at a pole.
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
        case Opcode::constant: case Opcode::variable:
        case Opcode::add: case Opcode::sub: case Opcode::mul: case Opcode::div:
        case Opcode::pow: case Opcode::min: case Opcode::max:
            break;
    }
    throw_unexpected(op);
}

/// Value of a binary operator. min and max are NaN if either argument is.
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
        case Opcode::constant: case Opcode::variable:
        case Opcode::neg: case Opcode::square: case Opcode::cube: case Opcode::sqrt:
        case Opcode::abs: case Opcode::sin: case Opcode::cos: case Opcode::tan:
        case Opcode::asin: case Opcode::acos: case Opcode::atan: case Opcode::exp:
        case Opcode::log: case Opcode::tanh: case Opcode::inv:
            break;
    }
    throw_unexpected(op);
}
// clang-format on

}  // namespace balmer::expr
