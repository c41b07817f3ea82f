/// \file
/// Operators in formats that write a formula as one line of code: infix, Python.
#pragma once

#include "print_fold.hpp"

#include <string>
#include <string_view>

namespace balmer::expr {

/// Where the line formats differ in parentheses: the loosest binding without them.
struct LineRules {
    /// Of the right factor of a product or quotient.
    Binding right_factor;
    /// Of the exponent of a power.
    Binding exponent;
};

Piece write_unary(Writing const& writing, Piece x);
Piece write_binary(Writing const& writing, LineRules const& rules, Piece x, Piece y);

/// Whether every row of the opcode table can be written in one line.
constexpr bool fits_one_line(Writing OpcodeInfo::*format) {
    for (auto const& row : opcode_table) {
        auto const notation = (row.*format).notation;
        if (notation == Notation::root || notation == Notation::bars) return false;
    }
    return true;
}

}  // namespace balmer::expr
