/// \file
/// Trees as text: infix, LaTeX, Python.
#pragma once

#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::expr {

struct PrintOptions {
    /// Significant digits of constants; 0: as many as give the same double back.
    int digits = 0;
    /// Names to print instead of the constants' values, one a constant leaf; empty: values.
    std::vector<std::string> constant_names{};
};

/// A formula with the fewest parentheses that parse() reads back to the identical tree, where
/// `digits` is 0 and no constant has a name. `feature_names[i]` is the name of feature i; names
/// that are not [A-Za-z_][A-Za-z0-9_]* are put in backquotes.
std::string to_infix(Tree const& tree, std::span<std::string const> feature_names,
                     PrintOptions const& options = {});

/// LaTeX for math mode: fractions, powers, \cdot10^{n}; x_p1 becomes x_{p1}, pt becomes
/// \mathrm{pt}, names of Greek letters become those.
std::string to_latex(Tree const& tree, std::span<std::string const> feature_names,
                     PrintOptions const& options = {});

/// One name for LaTeX, as to_latex() writes it.
std::string latex_name(std::string_view name);

enum class PythonStyle {
    /// sin(x), Min(a, b): for `from sympy import *`.
    sympy,
    /// np.sin(x), np.minimum(a, b): for `import numpy as np`. NaN and infinity come out as values.
    numpy,
};

/// A Python expression over the names that python_names(feature_names) gives.
std::string to_python(Tree const& tree, std::span<std::string const> feature_names,
                      PythonStyle style, PrintOptions const& options = {});

/// The names as distinct Python identifiers that hide no keyword and no function of to_python().
/// A name that is one already stays.
std::vector<std::string> python_names(std::span<std::string const> feature_names);

/// `count` names a, b, …, z, a1, b1, … that differ from every name in `taken`.
std::vector<std::string> letter_names(std::size_t count, std::span<std::string const> taken);

}  // namespace balmer::expr
