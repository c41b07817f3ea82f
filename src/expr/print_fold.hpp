/// \file
/// Common part of all printers: a traversal from the leaves to the root that joins pieces of text.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/expr/print.hpp"

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace balmer::expr {

/// Precedence of the outermost operator of a piece of text.
enum class Binding { sum, product, power, atom };

/// Text of a subtree without its sign, which moves outwards until a sum or a function takes it.
struct Piece {
    std::string text;
    Binding binding = Binding::atom;
    bool is_negative = false;
    /// A constant that is printed as 0 or 1, and so may change nothing.
    bool is_zero = false;
    bool is_one = false;
};

inline std::string in_parentheses_below(Binding least, Piece piece) {
    return piece.binding < least ? "(" + std::move(piece.text) + ")" : std::move(piece.text);
}

/// `value` with `digits` significant digits. 0: the fewest digits that identify the double.
std::string number_text(double value, int digits);

/// Throws ContractError in every build: the format cannot write this notation with this arity.
[[noreturn]] void throw_unwritable(Writing const& writing);

template <class Style, class Part>
Part print_number(double value, int digits, Style const& style) {
    auto const text = number_text(std::abs(value), digits);
    Part part = style.number(text);
    part.is_negative = std::signbit(value);
    part.is_zero = text == "0";
    part.is_one = text == "1";
    return part;
}

template <class Style, class Part>
Part print_unary(Opcode op, Part x, Style const& style) {
    if (op == Opcode::neg) {
        x.is_negative = !x.is_negative;
        return x;
    }
    auto const& writing = style.writing(op);
    if (op != Opcode::inv) return style.unary(writing, std::move(x));
    bool const is_negative = std::exchange(x.is_negative, false);
    auto part = style.unary(writing, std::move(x));
    part.is_negative = is_negative;
    return part;
}

template <class Style, class Part>
Part print_sum(Writing const& writing, Part x, Part y, Style const& style) {
    if (writing.notation == Notation::difference) y.is_negative = !y.is_negative;
    if (y.is_zero) return x;
    if (x.is_zero) return y;
    if (x.is_negative && !y.is_negative) std::swap(x, y);
    bool const is_difference = std::exchange(y.is_negative, false);
    return style.sum(std::move(x), std::move(y), is_difference);
}

template <class Style, class Part>
Part print_product(Writing const& writing, Part x, Part y, Style const& style) {
    bool const is_negative = x.is_negative != y.is_negative;
    bool const is_product = writing.notation == Notation::product;
    x.is_negative = y.is_negative = false;
    auto part = y.is_one                 ? std::move(x)
                : is_product && x.is_one ? std::move(y)
                                         : style.binary(writing, std::move(x), std::move(y));
    part.is_negative = is_negative;
    return part;
}

template <class Style, class Part>
Part print_binary(Writing const& writing, Part x, Part y, Style const& style) {
    switch (writing.notation) {
        case Notation::sum:
        case Notation::difference:
            return print_sum(writing, std::move(x), std::move(y), style);
        case Notation::product:
        case Notation::quotient:
            return print_product(writing, std::move(x), std::move(y), style);
        case Notation::power:
            if (y.is_one && !y.is_negative) return x;
            break;
        default:
            break;
    }
    return style.binary(writing, std::move(x), std::move(y));
}

/// Prints a tree with a `style`, which has
///   Writing writing(Opcode),
///   Piece number(string) of an absolute value, Piece constant_name(string), Piece
///   variable(string), Piece unary(Writing, Piece), Piece binary(Writing, Piece, Piece), Piece
///   sum(Piece, Piece, bool is_difference), whose second argument has no sign.
/// Signs move to where a reader expects them, which is exact: x - -2*y becomes x + 2*y, and -x + y
/// becomes y - x. Neutral constants are not printed: 1*x, x/1, x + 0, x^1. Not recursive, so the
/// depth of the tree is not limited.
template <class Style>
std::string print(Tree const& tree, std::span<std::string const> feature_names,
                  PrintOptions const& options, Style const& style) {
    auto const& constant_names = options.constant_names;
    BALMER_EXPECT(is_valid(tree, feature_names.size()));
    BALMER_EXPECT(constant_names.empty() || constant_names.size() == tree.constants.size());
    using Part = decltype(style.number(std::string()));
    std::vector<Part> parts;
    std::size_t next_constant = 0;
    for (auto const node : tree.nodes) {
        if (node.op == Opcode::variable) {
            parts.push_back(style.variable(feature_names[node.feature]));
        } else if (node.op == Opcode::constant) {
            auto const index = next_constant++;
            parts.push_back(
                constant_names.empty()
                    ? print_number<Style, Part>(tree.constants[index], options.digits, style)
                    : style.constant_name(constant_names[index]));
        } else if (arity(node.op) == 1) {
            parts.back() = print_unary(node.op, std::move(parts.back()), style);
        } else {
            auto right = std::move(parts.back());
            parts.pop_back();
            parts.back() = print_binary(style.writing(node.op), std::move(parts.back()),
                                        std::move(right), style);
        }
    }
    return style.signed_text(parts.back());
}

}  // namespace balmer::expr
