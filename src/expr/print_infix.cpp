#include "balmer/expr/print.hpp"

#include "formula_names.hpp"
#include "print_line.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace balmer::expr {
namespace {

/// Text of a subtree. A minus before a bare number would be parsed as the sign of the number.
struct InfixPiece : Piece {
    bool is_number = false;
};

std::string quoted_name(std::string const& name) {
    if (is_plain_name(name)) return name;
    std::string text = "`";
    for (char const c : name) text += c == '`' ? "``" : std::string(1, c);
    return text + "`";
}

struct Infix {
    int digits;

    InfixPiece number(double value) const {
        auto text = number_text(value, digits);
        auto const binding = text.front() == '-' ? Binding::sign : Binding::atom;
        return {{std::move(text), binding}, true};
    }
    InfixPiece constant_name(std::string const& name) const { return {{quoted_name(name)}}; }
    InfixPiece variable(std::string const& name) const { return {{quoted_name(name)}}; }

    InfixPiece unary(Opcode op, InfixPiece x) const {
        auto const& writing = info(op).formula;
        if (writing.notation == Notation::sign && x.is_number) x.binding = Binding::sum;
        return {write_unary(writing, std::move(x))};
    }

    InfixPiece binary(Opcode op, InfixPiece x, InfixPiece y) const {
        LineRules const rules{.right_factor = Binding::sign, .exponent = Binding::sign};
        return {write_binary(info(op).formula, rules, std::move(x), std::move(y))};
    }
};

static_assert(fits_one_line(&OpcodeInfo::formula));

}  // namespace

std::string number_text(double value, int digits) {
    return digits > 0 ? fmt::format("{:.{}g}", value, digits) : fmt::format("{}", value);
}

std::string to_infix(Tree const& tree, std::span<std::string const> feature_names,
                     PrintOptions const& options) {
    return print(tree, feature_names, options, Infix{options.digits});
}

std::vector<std::string> letter_names(std::size_t count, std::span<std::string const> taken) {
    std::vector<std::string> names;
    for (std::size_t i = 0; names.size() < count; ++i) {
        std::string name(1, static_cast<char>('a' + i % 26));
        if (i >= 26) name += std::to_string(i / 26);
        if (std::ranges::find(taken, name) == taken.end()) names.push_back(std::move(name));
    }
    return names;
}

}  // namespace balmer::expr
