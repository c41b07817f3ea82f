#include "balmer/expr/print.hpp"

#include "formula_names.hpp"
#include "print_fold.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace balmer::expr {
namespace {

/// What a name must not be. Source: Python 3 language reference, 2.3.1, and the functions below.
constexpr std::array<std::string_view, 52> reserved_names = {
    "False",  "None",     "True",   "and", "as",     "assert", "async",    "await",   "break",
    "class",  "continue", "def",    "del", "elif",   "else",   "except",   "for",     "from",
    "global", "if",       "import", "in",  "is",     "lambda", "nonlocal", "not",     "or",
    "pass",   "raise",    "return", "try", "while",  "with",   "yield",    "finally", "np",
    "sqrt",   "Abs",      "sin",    "cos", "tan",    "asin",   "acos",     "atan",    "exp",
    "log",    "tanh",     "Min",    "Max", "Symbol", "Float",  "Integer"};

std::string identifier(std::string_view name) {
    std::string text;
    for (char const c : name) text += continues_name(c) ? c : '_';
    if (text.empty() || is_digit(text.front())) text.insert(text.begin(), '_');
    if (std::ranges::find(reserved_names, text) != reserved_names.end()) text += '_';
    return text;
}

std::string_view function_name(Opcode op, PythonStyle style) {
    bool const numpy = style == PythonStyle::numpy;
    switch (op) {
        case Opcode::min:
            return numpy ? "np.minimum" : "Min";
        case Opcode::max:
            return numpy ? "np.maximum" : "Max";
        case Opcode::sqrt:
            return numpy ? "np.sqrt" : "sqrt";
        case Opcode::abs:
            return numpy ? "np.abs" : "Abs";
        case Opcode::sin:
            return numpy ? "np.sin" : "sin";
        case Opcode::cos:
            return numpy ? "np.cos" : "cos";
        case Opcode::tan:
            return numpy ? "np.tan" : "tan";
        case Opcode::asin:
            return numpy ? "np.arcsin" : "asin";
        case Opcode::acos:
            return numpy ? "np.arccos" : "acos";
        case Opcode::atan:
            return numpy ? "np.arctan" : "atan";
        case Opcode::exp:
            return numpy ? "np.exp" : "exp";
        case Opcode::log:
            return numpy ? "np.log" : "log";
        case Opcode::tanh:
            return numpy ? "np.tanh" : "tanh";
        default:
            return "";
    }
}

/// A piece that knows whether Python would compute it with its own floats, which raise where
/// NumPy's give infinity, and go complex where they give NaN.
struct PythonPiece : Piece {
    bool is_python_float = false;
};

struct Python {
    PythonStyle style;
    int digits;

    PythonPiece number(double value) const {
        auto text = number_text(value, digits);
        // Integers of Python have powers without bound.
        if (text.find_first_of(".e") == text.npos) text += ".0";
        auto const binding = text.front() == '-' ? Binding::sign : Binding::atom;
        return {{std::move(text), binding}, true};
    }
    PythonPiece constant_name(std::string const& name) const { return {{identifier(name)}}; }
    PythonPiece variable(std::string const& name) const { return {{name}}; }

    PythonPiece unary(Opcode op, PythonPiece x) const {
        using enum Binding;
        if (op == Opcode::neg) {
            bool const is_python_float = x.is_python_float;
            return {{"-" + in_parentheses_below(power, std::move(x)), sign}, is_python_float};
        }
        if (op != Opcode::square && op != Opcode::cube && op != Opcode::inv) {
            return {{fmt::format("{}({})", function_name(op, style), x.text)}};
        }
        make_numpy_float(x);
        if (op == Opcode::inv) return {{"1/" + in_parentheses_below(power, std::move(x)), product}};
        auto const exponent = op == Opcode::square ? "**2" : "**3";
        return {{in_parentheses_below(atom, std::move(x)) + exponent, power}};
    }

    PythonPiece binary(Opcode op, PythonPiece x, PythonPiece y) const {
        using enum Binding;
        if (y.is_python_float && x.is_python_float) make_numpy_float(x);
        auto const joined = [&](Binding left, std::string_view between, Binding right,
                                Binding whole) {
            auto text = in_parentheses_below(left, std::move(x));
            text += between;
            text += in_parentheses_below(right, std::move(y));
            return PythonPiece{{std::move(text), whole}};
        };
        switch (op) {
            case Opcode::add:
                return joined(sum, " + ", product, sum);
            case Opcode::sub:
                return joined(sum, " - ", product, sum);
            case Opcode::mul:
                return joined(product, "*", power, product);
            case Opcode::div:
                return joined(product, "/", power, product);
            case Opcode::pow:
                return joined(atom, "**", atom, power);
            default:
                return {{fmt::format("{}({}, {})", function_name(op, style), x.text, y.text)}};
        }
    }

private:
    void make_numpy_float(PythonPiece& x) const {
        if (style != PythonStyle::numpy || !x.is_python_float) return;
        x = {{fmt::format("np.float64({})", x.text)}};
    }
};

}  // namespace

std::vector<std::string> python_names(std::span<std::string const> feature_names) {
    std::vector<std::string> names;
    auto const is_taken = [&](std::string const& name) {
        return std::ranges::find(names, name) != names.end();
    };
    for (auto const& feature : feature_names) {
        auto const base = identifier(feature);
        auto name = base;
        // A later feature that is an identifier already keeps its name.
        auto const hides = [&] {
            return name != feature && std::ranges::find(feature_names, name) != feature_names.end();
        };
        for (int i = 2; is_taken(name) || hides(); ++i) name = fmt::format("{}_{}", base, i);
        names.push_back(std::move(name));
    }
    return names;
}

std::string to_python(Tree const& tree, std::span<std::string const> feature_names,
                      PythonStyle style, PrintOptions const& options) {
    return print(tree, python_names(feature_names), options, Python{style, options.digits});
}

}  // namespace balmer::expr
