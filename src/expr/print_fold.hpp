/// \file
/// Common part of all printers: a traversal from the leaves to the root that joins pieces of text.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/expr/print.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace balmer::expr {

/// Precedence of the outermost operator of a piece of text.
enum class Binding { sum, product, sign, power, atom };

struct Piece {
    std::string text;
    Binding binding = Binding::atom;
};

inline std::string in_parentheses_below(Binding least, Piece piece) {
    return piece.binding < least ? "(" + std::move(piece.text) + ")" : std::move(piece.text);
}

/// `value` with `digits` significant digits. 0: the fewest digits that identify the double.
std::string number_text(double value, int digits);

/// Throws ContractError in every build: the format cannot write this notation with this arity.
[[noreturn]] void throw_unwritable(Writing const& writing);

/// Prints a tree with a `style`, which has
///   Piece number(double), Piece constant_name(string), Piece variable(string),
///   Piece unary(Opcode, Piece), Piece binary(Opcode, Piece, Piece).
/// Not recursive, so the depth of the tree is not limited.
template <class Style>
std::string print(Tree const& tree, std::span<std::string const> feature_names,
                  PrintOptions const& options, Style const& style) {
    auto const& constant_names = options.constant_names;
    BALMER_EXPECT(is_valid(tree, feature_names.size()));
    BALMER_EXPECT(constant_names.empty() || constant_names.size() == tree.constants.size());
    using Part = decltype(style.number(0.0));
    std::vector<Part> parts;
    std::size_t next_constant = 0;
    for (auto const node : tree.nodes) {
        if (node.op == Opcode::variable) {
            parts.push_back(style.variable(feature_names[node.feature]));
        } else if (node.op == Opcode::constant) {
            auto const index = next_constant++;
            parts.push_back(constant_names.empty() ? style.number(tree.constants[index])
                                                   : style.constant_name(constant_names[index]));
        } else if (arity(node.op) == 1) {
            parts.back() = style.unary(node.op, std::move(parts.back()));
        } else {
            auto right = std::move(parts.back());
            parts.pop_back();
            parts.back() = style.binary(node.op, std::move(parts.back()), std::move(right));
        }
    }
    return std::move(parts.back().text);
}

}  // namespace balmer::expr
