#include "print_line.hpp"

#include <fmt/format.h>

namespace balmer::expr {
namespace {

/// `left` and `right` are the lowest precedences of the arguments that need no parentheses.
Piece joined(Piece x, Binding left, std::string_view between, Piece y, Binding right,
             Binding whole) {
    auto text = in_parentheses_below(left, std::move(x));
    text += between;
    text += in_parentheses_below(right, std::move(y));
    return {std::move(text), whole};
}

}  // namespace

void throw_unwritable(Writing const& writing) {
    throw ContractError(fmt::format("no text for an operator in notation {} ('{}')",
                                    static_cast<int>(writing.notation), writing.text));
}

Piece write_unary(Writing const& writing, Piece x) {
    using enum Notation;
    switch (writing.notation) {
        case call:
            return {fmt::format("{}({})", writing.text, x.text)};
        case sign:
        case reciprocal: {
            auto const whole = writing.notation == sign ? Binding::sign : Binding::product;
            std::string text(writing.text);
            return {text + in_parentheses_below(Binding::power, std::move(x)), whole};
        }
        case exponent: {
            auto text = in_parentheses_below(Binding::atom, std::move(x));
            text += writing.text;
            return {std::move(text), Binding::power};
        }
        case leaf:
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

Piece write_binary(Writing const& writing, LineRules const& rules, Piece x, Piece y) {
    using enum Notation;
    switch (writing.notation) {
        case call:
            return {fmt::format("{}({}, {})", writing.text, x.text, y.text)};
        case sum:
        case difference:
            return joined(std::move(x), Binding::sum, writing.text, std::move(y), Binding::product,
                          Binding::sum);
        case product:
        case quotient:
            return joined(std::move(x), Binding::product, writing.text, std::move(y),
                          rules.right_factor, Binding::product);
        case power:
            return joined(std::move(x), Binding::atom, writing.text, std::move(y), rules.exponent,
                          Binding::power);
        case leaf:
        case sign:
        case exponent:
        case reciprocal:
        case root:
        case bars:
            break;
    }
    throw_unwritable(writing);
}

}  // namespace balmer::expr
