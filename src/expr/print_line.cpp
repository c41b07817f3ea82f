#include "print_line.hpp"

#include <fmt/format.h>

namespace balmer::expr {
namespace {

std::string in_signed_parentheses_below(Binding least, Piece piece) {
    bool const is_negative = piece.is_negative;
    auto text =
        is_negative ? line_text(std::move(piece)) : in_parentheses_below(least, std::move(piece));
    return is_negative ? "(" + std::move(text) + ")" : text;
}

std::string exponent_text(Exponents exponents, Piece y) {
    if (exponents == Exponents::atoms) {
        return in_signed_parentheses_below(Binding::atom, std::move(y));
    }
    if (y.is_negative && y.binding == Binding::product) {
        return in_signed_parentheses_below(Binding::power, std::move(y));
    }
    std::string const sign = y.is_negative ? "-" : "";
    return sign + in_parentheses_below(Binding::power, std::move(y));
}

Piece joined(std::string x, std::string_view between, std::string const& y, Binding whole) {
    x += between;
    x += y;
    return {std::move(x), whole};
}

}  // namespace

std::string line_text(Piece piece) {
    if (!piece.is_negative) return std::move(piece.text);
    return "-" + in_parentheses_below(Binding::product, std::move(piece));
}

void throw_unwritable(Writing const& writing) {
    throw ContractError(fmt::format("no text for an operator in notation {} ('{}')",
                                    static_cast<int>(writing.notation), writing.text));
}

Piece write_unary(Writing const& writing, Piece x) {
    using enum Notation;
    switch (writing.notation) {
        case call:
            return {fmt::format("{}({})", writing.text, line_text(std::move(x)))};
        case reciprocal:
            return {std::string(writing.text) + in_parentheses_below(Binding::power, std::move(x)),
                    Binding::product};
        case exponent: {
            auto text = in_signed_parentheses_below(Binding::atom, std::move(x));
            text += writing.text;
            return {std::move(text), Binding::power};
        }
        case leaf:
        case sign:
        case sum:
        case difference:
        case product:
        case quotient:
        case power:
        case root:
        case bars:
            break;
    }
    throw_unwritable(writing);
}

Piece write_sum(Piece x, Piece y, bool is_difference) {
    return joined(line_text(std::move(x)), is_difference ? " - " : " + ",
                  in_parentheses_below(Binding::product, std::move(y)), Binding::sum);
}

Piece write_binary(Writing const& writing, Exponents exponents, Piece x, Piece y) {
    using enum Notation;
    switch (writing.notation) {
        case call:
            return {fmt::format("{}({}, {})", writing.text, line_text(std::move(x)),
                                line_text(std::move(y)))};
        case product:
        case quotient:
            return joined(in_parentheses_below(Binding::product, std::move(x)), writing.text,
                          in_parentheses_below(Binding::power, std::move(y)), Binding::product);
        case power:
            return joined(in_signed_parentheses_below(Binding::atom, std::move(x)), writing.text,
                          exponent_text(exponents, std::move(y)), Binding::power);
        case leaf:
        case sign:
        case sum:
        case difference:
        case exponent:
        case reciprocal:
        case root:
        case bars:
            break;
    }
    throw_unwritable(writing);
}

}  // namespace balmer::expr
