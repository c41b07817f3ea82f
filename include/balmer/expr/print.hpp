/// \file
/// Text formats of trees: infix, LaTeX, Python.
#pragma once

#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::expr {

struct PrintOptions {
    /// Significant digits of constants. 0: the fewest digits that identify the double.
    int digits = 0;
    /// Names to print instead of the values of the constants, one per constant leaf. Empty: values.
    std::vector<std::string> constant_names{};
};

/// All formats move signs to where a reader expects them (`x - -2*y` is written `x + 2*y`, `-x + y`
/// is `y - x`) and leave out constants that change nothing as printed: `1*x`, `x/1`, `x + 0`,
/// `x^1`. Both are exact, up to the sign of a zero.

/// An infix formula with as few parentheses as possible. If `digits` is 0 and constants have no
/// names, parse() returns a tree with the same values bit by bit. `feature_names[i]` is the name of
/// feature i; a name that does not match [A-Za-z_][A-Za-z0-9_]* is enclosed in backquotes.
std::string to_infix(Tree const& tree, std::span<std::string const> feature_names,
                     PrintOptions const& options = {});

/// LaTeX for math mode, with fractions, powers and \cdot10^{n}. x_p1 becomes x_{p1}, pt becomes
/// \mathrm{pt}, and the name of a Greek letter becomes that letter.
std::string to_latex(Tree const& tree, std::span<std::string const> feature_names,
                     PrintOptions const& options = {});

/// A name in LaTeX, as to_latex() writes it.
std::string latex_name(std::string_view name);

enum class PythonStyle {
    /// sin(x), Min(a, b): for `from sympy import *`.
    sympy,
    /// np.sin(x), np.minimum(a, b): for `import numpy as np`. NaN and infinity are values there.
    numpy,
};

/// A Python expression of the names python_names(feature_names).
std::string to_python(Tree const& tree, std::span<std::string const> feature_names,
                      PythonStyle style, PrintOptions const& options = {});

/// Converts names to distinct Python identifiers that are neither keywords nor functions of
/// to_python(). A name that is one already is not changed.
std::vector<std::string> python_names(std::span<std::string const> feature_names);

/// Returns `count` names from a, b, …, z, a1, b1, … that are not in `taken`.
std::vector<std::string> letter_names(std::size_t count, std::span<std::string const> taken);

}  // namespace balmer::expr
