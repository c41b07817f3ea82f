/// \file
/// Operators in the formats that write a formula as one line of code: infix and Python.
#pragma once

#include "print_fold.hpp"

#include <string>
#include <string_view>

namespace balmer::expr {

/// What an exponent may be without parentheses, where the formats differ.
enum class Exponents { atoms, signed_powers };

/// Text with its sign.
std::string line_text(Piece piece);

Piece write_unary(Writing const& writing, Piece x);
Piece write_binary(Writing const& writing, Exponents exponents, Piece x, Piece y);
/// x + y, or x - y if `is_difference`; y has no sign.
Piece write_sum(Piece x, Piece y, bool is_difference);

/// Returns true if every operator of the opcode table can be written in one line.
constexpr bool fits_one_line(Writing OpcodeInfo::*format) {
    for (auto const& row : opcode_table) {
        auto const notation = (row.*format).notation;
        if (notation == Notation::root || notation == Notation::bars) return false;
    }
    return true;
}

}  // namespace balmer::expr
