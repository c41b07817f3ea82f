#include "balmer/expr/print.hpp"

#include "formula_names.hpp"
#include "print_line.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace balmer::expr {
namespace {

/// Keywords of Python and names that generated code uses, except functions.
/// Source: Python 3 language reference, 2.3.1.
constexpr std::array<std::string_view, 39> reserved_names = {
    "False",    "None",  "True",     "and",  "as",     "assert", "async",  "await",
    "break",    "class", "continue", "def",  "del",    "elif",   "else",   "except",
    "for",      "from",  "global",   "if",   "import", "in",     "is",     "lambda",
    "nonlocal", "not",   "or",       "pass", "raise",  "return", "try",    "while",
    "with",     "yield", "finally",  "np",   "Symbol", "Float",  "Integer"};

bool is_reserved(std::string_view name) {
    auto const is_function = [name](OpcodeInfo const& row) {
        return row.sympy.notation == Notation::call && row.sympy.text == name;
    };
    return std::ranges::find(reserved_names, name) != reserved_names.end() ||
           std::ranges::any_of(opcode_table, is_function);
}

std::string identifier(std::string_view name) {
    std::string text;
    for (char const c : name) text += continues_name(c) ? c : '_';
    if (text.empty() || is_digit(text.front())) text.insert(text.begin(), '_');
    if (is_reserved(text)) text += '_';
    return text;
}

/// Text of a subtree. Python's own floats raise an exception where NumPy's become infinite, and
/// become complex where NumPy's become NaN.
struct PythonPiece : Piece {
    bool is_python_float = false;
};

struct Python {
    PythonStyle style;

    Writing const& writing(Opcode op) const {
        return style == PythonStyle::numpy ? info(op).numpy : info(op).sympy;
    }
    PythonPiece number(std::string const& text) const {
        // Without a point it would be an integer of Python, which can grow without bound.
        bool const is_whole = text.find_first_of(".e") == text.npos;
        return {{is_whole ? text + ".0" : text}, true};
    }
    PythonPiece constant_name(std::string const& name) const { return {{identifier(name)}}; }
    PythonPiece variable(std::string const& name) const { return {{name}}; }

    PythonPiece unary(Writing const& form, PythonPiece x) const {
        if (form.notation != Notation::call) make_numpy_float(x);
        return {write_unary(form, std::move(x))};
    }
    PythonPiece binary(Writing const& form, PythonPiece x, PythonPiece y) const {
        if (y.is_python_float) make_numpy_float(x);
        return {write_binary(form, Exponents::atoms, std::move(x), std::move(y))};
    }
    PythonPiece sum(PythonPiece x, PythonPiece y, bool is_difference) const {
        if (y.is_python_float) make_numpy_float(x);
        return {write_sum(std::move(x), std::move(y), is_difference)};
    }
    std::string signed_text(PythonPiece const& piece) const { return line_text(piece); }

private:
    void make_numpy_float(PythonPiece& x) const {
        if (style != PythonStyle::numpy || !x.is_python_float) return;
        x = {{fmt::format("np.float64({})", line_text(std::move(x)))}};
    }
};

static_assert(fits_one_line(&OpcodeInfo::sympy) && fits_one_line(&OpcodeInfo::numpy));

}  // namespace

std::vector<std::string> python_names(std::span<std::string const> feature_names) {
    std::vector<std::string> names;
    auto const is_taken = [&](std::string const& name) {
        return std::ranges::find(names, name) != names.end();
    };
    for (auto const& feature : feature_names) {
        auto const base = identifier(feature);
        auto name = base;
        // A later feature that is already an identifier keeps its name.
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
    return print(tree, python_names(feature_names), options, Python{style});
}

}  // namespace balmer::expr
