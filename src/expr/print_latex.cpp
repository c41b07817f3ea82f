#include "balmer/expr/print.hpp"

#include "formula_names.hpp"
#include "print_fold.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace balmer::expr {
namespace {

constexpr std::array<std::string_view, 32> greek_letters = {
    "alpha",  "beta",  "gamma", "delta", "epsilon", "zeta",  "eta",     "theta",
    "iota",   "kappa", "mu",    "nu",    "xi",      "rho",   "sigma",   "tau",
    "phi",    "chi",   "psi",   "omega", "lambda",  "Gamma", "Delta",   "Theta",
    "Lambda", "Xi",    "Sigma", "Phi",   "Psi",     "Omega", "Upsilon", "upsilon"};

bool is_greek(std::string_view name) {
    return std::ranges::find(greek_letters, name) != greek_letters.end();
}

std::string escaped(std::string_view text) {
    std::string result;
    for (char const c : text) {
        switch (c) {
            case '_':
            case '%':
            case '&':
            case '#':
            case '$':
            case '{':
            case '}':
                result += {'\\', c};
                break;
            case '\\':
                result += "\\backslash{}";
                break;
            case '^':
                result += "\\hat{}";
                break;
            case '~':
                result += "\\sim{}";
                break;
            case ' ':
                result += "\\ ";
                break;
            default:
                result += c;
        }
    }
    return result;
}

/// Words are upright, single letters italic; Greek letters become commands.
std::string symbol(std::string_view word) {
    if (is_greek(word)) return "\\" + std::string(word);
    bool const is_short = continues_name(word.empty() ? '\0' : word.front()) &&
                          std::ranges::all_of(word.substr(word.empty() ? 0 : 1), is_digit);
    if (is_short && word != "_") return std::string(word);
    return "\\mathrm{" + escaped(word) + "}";
}

/// A piece of LaTeX. `head` is the length of the function name at its front, 0 if there is none:
/// the exponent of a function follows its name.
struct LatexPiece : Piece {
    std::size_t head = 0;
};

std::string in_parentheses(std::string const& text) { return "\\left(" + text + "\\right)"; }

std::string bound_at_least(Binding least, Piece const& piece) {
    return piece.binding < least ? in_parentheses(piece.text) : piece.text;
}

std::string with_sign(Piece const& piece) {
    return piece.is_negative ? "-" + bound_at_least(Binding::product, piece) : piece.text;
}

/// The base of a power.
std::string base_text(Piece const& piece) {
    return piece.is_negative ? in_parentheses(with_sign(piece))
                             : bound_at_least(Binding::atom, piece);
}

LatexPiece power(LatexPiece const& base, std::string_view exponent) {
    // \sin^{2}(x), but \sin(x)^{y} and \sin(x)^{-1}: \sin^{-1}(x) would be the inverse function.
    bool const is_count = exponent == "2" || exponent == "3";
    if (base.head > 0 && is_count && !base.is_negative) {
        auto text = base.text;
        text.insert(base.head, fmt::format("^{{{}}}", exponent));
        return {{std::move(text), Binding::power}};
    }
    return {{fmt::format("{}^{{{}}}", base_text(base), exponent), Binding::power}};
}

LatexPiece fraction(std::string_view numerator, std::string_view denominator) {
    return {{fmt::format("\\frac{{{}}}{{{}}}", numerator, denominator), Binding::power}};
}

LatexPiece product(LatexPiece const& x, LatexPiece const& y) {
    auto const right = bound_at_least(Binding::product, y);
    auto const between = is_digit(right.front()) || right.front() == '.' ? " \\cdot " : " \\, ";
    return {{bound_at_least(Binding::product, x) + between + right, Binding::product}};
}

LatexPiece call(std::string_view function, std::string const& arguments) {
    return {{std::string(function) + in_parentheses(arguments)}, function.size()};
}

struct Latex {
    Writing const& writing(Opcode op) const { return info(op).latex; }
    std::string signed_text(LatexPiece const& piece) const { return with_sign(piece); }

    LatexPiece number(std::string const& text) const {
        auto const e = text.find('e');
        if (e == text.npos) return {{text}};
        auto const mantissa = text.substr(0, e);
        auto const exponent = std::stoi(text.substr(e + 1));
        return {{fmt::format("{}\\cdot10^{{{}}}", mantissa, exponent), Binding::product}};
    }
    LatexPiece constant_name(std::string const& name) const { return {{latex_name(name)}}; }
    LatexPiece variable(std::string const& name) const { return {{latex_name(name)}}; }

    LatexPiece sum(LatexPiece const& x, LatexPiece const& y, bool is_difference) const {
        bool const stays_a_sum = is_difference || y.text.front() == '-';
        auto const right = stays_a_sum ? bound_at_least(Binding::product, y) : y.text;
        auto const between = is_difference ? " - " : " + ";
        return {{with_sign(x) + between + right, Binding::sum}};
    }

    LatexPiece unary(Writing const& form, LatexPiece const& x) const {
        switch (form.notation) {
            case Notation::call:
                return call(form.text, with_sign(x));
            case Notation::exponent:
                return power(x, form.text);
            case Notation::reciprocal:
                return fraction("1", x.text);
            case Notation::root:
                return {{"\\sqrt{" + with_sign(x) + "}"}};
            case Notation::bars:
                return {{"\\left|" + with_sign(x) + "\\right|"}};
            case Notation::leaf:
            case Notation::sign:
            case Notation::sum:
            case Notation::difference:
            case Notation::product:
            case Notation::quotient:
            case Notation::power:
                break;
        }
        throw_unwritable(form);
    }

    LatexPiece binary(Writing const& form, LatexPiece const& x, LatexPiece const& y) const {
        switch (form.notation) {
            case Notation::call:
                return call(form.text, with_sign(x) + ", " + with_sign(y));
            case Notation::product:
                return product(x, y);
            case Notation::quotient:
                return fraction(x.text, y.text);
            case Notation::power:
                return power({Piece(x)}, with_sign(y));
            case Notation::leaf:
            case Notation::sign:
            case Notation::sum:
            case Notation::difference:
            case Notation::exponent:
            case Notation::reciprocal:
            case Notation::root:
            case Notation::bars:
                break;
        }
        throw_unwritable(form);
    }
};

}  // namespace

std::string latex_name(std::string_view name) {
    auto const underscore = name.find('_');
    auto const head = name.substr(0, underscore);
    bool const has_subscript = underscore != name.npos && underscore + 1 < name.size() &&
                               (head.size() == 1 || is_greek(head)) && starts_name(head.front());
    if (!has_subscript) return symbol(name);
    return fmt::format("{}_{{{}}}", symbol(head), symbol(name.substr(underscore + 1)));
}

std::string to_latex(Tree const& tree, std::span<std::string const> feature_names,
                     PrintOptions const& options) {
    return print(tree, feature_names, options, Latex{});
}

}  // namespace balmer::expr
