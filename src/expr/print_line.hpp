/// \file
/// Operators in the formats that write a formula as one line of code: infix and Python.
#pragma once

#include "print_fold.hpp"

#include <string>
#include <string_view>

namespace balmer::expr {

/// Lowest precedence of an argument that needs no parentheses, where the formats differ.
struct LineRules {
    /// Right argument of a product or quotient.
    Binding right_factor;
    /// Exponent of a power.
    Binding exponent;
};

Piece write_unary(Writing const& writing, Piece x);
Piece write_binary(Writing const& writing, LineRules const& rules, Piece x, Piece y);

/// Returns true if every operator of the opcode table can be written in one line.
constexpr bool fits_one_line(Writing OpcodeInfo::*format) {
    for (auto const& row : opcode_table) {
        auto const notation = (row.*format).notation;
        if (notation == Notation::root || notation == Notation::bars) return false;
    }
    return true;
}

}  // namespace balmer::expr
