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

    bool has_sign() const { return text.front() == '-'; }
};

std::string in_parentheses(std::string const& text) { return "\\left(" + text + "\\right)"; }

std::string bound_at_least(Binding least, Piece const& piece) {
    return piece.binding < least ? in_parentheses(piece.text) : piece.text;
}

/// The right factor of a product, in parentheses if it begins with a sign.
std::string right_factor(LatexPiece const& piece) {
    return piece.has_sign() ? in_parentheses(piece.text) : bound_at_least(Binding::product, piece);
}

LatexPiece power(LatexPiece const& base, std::string_view exponent) {
    // \sin^{2}(x), but \sin(x)^{y} and \sin(x)^{-1}: \sin^{-1}(x) would be the inverse function.
    bool const is_count = exponent == "2" || exponent == "3";
    if (base.head > 0 && is_count) {
        auto text = base.text;
        text.insert(base.head, fmt::format("^{{{}}}", exponent));
        return {{std::move(text), Binding::power}};
    }
    return {
        {fmt::format("{}^{{{}}}", bound_at_least(Binding::atom, base), exponent), Binding::power}};
}

LatexPiece fraction(std::string_view numerator, std::string_view denominator) {
    return {{fmt::format("\\frac{{{}}}{{{}}}", numerator, denominator), Binding::power}};
}

LatexPiece negative(LatexPiece const& x) {
    auto const text = x.has_sign() ? in_parentheses(x.text) : bound_at_least(Binding::product, x);
    return {{"-" + text, Binding::product}};
}

LatexPiece product(LatexPiece const& x, LatexPiece const& y) {
    auto const right = right_factor(y);
    auto const between = is_digit(right.front()) || right.front() == '.' ? " \\cdot " : " \\, ";
    return {{bound_at_least(Binding::product, x) + between + right, Binding::product}};
}

/// a + (-b) is a - b, and a - (-b) is a + b.
LatexPiece sum(LatexPiece const& x, LatexPiece const& y, bool is_difference) {
    bool const needs_parentheses = is_difference && y.binding == Binding::sum;
    bool const has_sign = y.has_sign() && !needs_parentheses;
    std::string_view const right = y.text;
    return {{fmt::format("{} {} {}", x.text, is_difference != has_sign ? '-' : '+',
                         needs_parentheses ? in_parentheses(y.text)
                                           : std::string(right.substr(has_sign ? 1 : 0))),
             Binding::sum}};
}

LatexPiece call(std::string_view function, std::string const& arguments) {
    return {{std::string(function) + in_parentheses(arguments)}, function.size()};
}

struct Latex {
    int digits;

    LatexPiece number(double value) const {
        auto text = number_text(value, digits);
        auto const sign_binding = text.front() == '-' ? Binding::product : Binding::atom;
        auto const e = text.find('e');
        if (e == text.npos) return {{std::move(text), sign_binding}};
        auto const mantissa = text.substr(0, e);
        auto const exponent = std::stoi(text.substr(e + 1));
        return {{fmt::format("{}\\cdot10^{{{}}}", mantissa, exponent), Binding::product}};
    }
    LatexPiece constant_name(std::string const& name) const { return {{latex_name(name)}}; }
    LatexPiece variable(std::string const& name) const { return {{latex_name(name)}}; }

    LatexPiece unary(Opcode op, LatexPiece const& x) const {
        auto const& writing = info(op).latex;
        switch (writing.notation) {
            case Notation::call:
                return call(writing.text, x.text);
            case Notation::sign:
                return negative(x);
            case Notation::exponent:
                return power(x, writing.text);
            case Notation::reciprocal:
                return fraction("1", x.text);
            case Notation::root:
                return {{"\\sqrt{" + x.text + "}"}};
            case Notation::bars:
                return {{"\\left|" + x.text + "\\right|"}};
            case Notation::leaf:
            case Notation::sum:
            case Notation::difference:
            case Notation::product:
            case Notation::quotient:
            case Notation::power:
                break;
        }
        throw_unwritable(writing);
    }

    LatexPiece binary(Opcode op, LatexPiece const& x, LatexPiece const& y) const {
        auto const& writing = info(op).latex;
        switch (writing.notation) {
            case Notation::call:
                return call(writing.text, x.text + ", " + y.text);
            case Notation::sum:
                return sum(x, y, false);
            case Notation::difference:
                return sum(x, y, true);
            case Notation::product:
                return product(x, y);
            case Notation::quotient:
                return fraction(x.text, y.text);
            case Notation::power:
                return power({{x.text, x.binding}}, y.text);
            case Notation::leaf:
            case Notation::sign:
            case Notation::exponent:
            case Notation::reciprocal:
            case Notation::root:
            case Notation::bars:
                break;
        }
        throw_unwritable(writing);
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
    return print(tree, feature_names, options, Latex{options.digits});
}

}  // namespace balmer::expr
