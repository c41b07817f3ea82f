#include "balmer/expr/print.hpp"

#include "formula_names.hpp"
#include "print_line.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace balmer::expr {
namespace {

std::string quoted_name(std::string const& name) {
    if (is_plain_name(name)) return name;
    std::string text = "`";
    for (char const c : name) text += c == '`' ? "``" : std::string(1, c);
    return text + "`";
}

struct Infix {
    Writing const& writing(Opcode op) const { return info(op).formula; }
    Piece number(std::string const& text) const { return {text}; }
    Piece constant_name(std::string const& name) const { return {quoted_name(name)}; }
    Piece variable(std::string const& name) const { return {quoted_name(name)}; }
    Piece unary(Writing const& form, Piece x) const { return write_unary(form, std::move(x)); }
    Piece binary(Writing const& form, Piece x, Piece y) const {
        return write_binary(form, Exponents::signed_powers, std::move(x), std::move(y));
    }
    Piece sum(Piece x, Piece y, bool is_difference) const {
        return write_sum(std::move(x), std::move(y), is_difference);
    }
    std::string signed_text(Piece const& piece) const { return line_text(piece); }
};

static_assert(fits_one_line(&OpcodeInfo::formula));

}  // namespace

std::string number_text(double value, int digits) {
    return digits > 0 ? fmt::format("{:.{}g}", value, digits) : fmt::format("{}", value);
}

std::string to_infix(Tree const& tree, std::span<std::string const> feature_names,
                     PrintOptions const& options) {
    return print(tree, feature_names, options, Infix{});
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
