/// \file
/// Formulas as people write them, into trees.
#pragma once

#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::expr {

/// What a name that is no feature means.
enum class UnknownNames { refuse, are_parameters };

struct Parsed {
    Tree tree;
    /// One entry a constant leaf: index into `parameter_names`, or -1 for a number in the text.
    std::vector<int> parameter_of_constant;
    /// One entry a constant leaf: true if it is written as `pi`.
    std::vector<bool> is_pi;
    /// In the order of first use. A name used twice is one parameter with two leaves.
    std::vector<std::string> parameter_names;

    bool operator==(Parsed const&) const = default;
};

inline constexpr std::size_t max_formula_bytes = 100000;
inline constexpr int max_formula_nesting = 1000;

/// Reads an infix formula over `features`.
///
/// Operators, loosest first: + and -; * and /; unary - and +; ^ (also **), which is right
/// associative, so that -x^2 is -(x^2). Functions: every operator of the opcode table that has a
/// name, and the aliases ln, fabs, Abs, arcsin, arccos, arctan, Min, Max, minimum, maximum, power.
/// A number directly after a unary minus is one negative constant, unless ^ follows it. Names are
/// [A-Za-z_][A-Za-z0-9_]*, any other name stands in backquotes (a backquote in it is doubled). `pi`
/// is a number unless a feature has that name.
/// Parameters become constant leaves of value 1.
/// Throws InputError: what is wrong, the line of the formula, a caret under the place.
Parsed parse(std::string_view text, std::span<std::string const> features,
             UnknownNames policy = UnknownNames::refuse);

/// Whether formulas give the name a meaning of their own: functions and their aliases, pi, inf,
/// nan.
bool is_reserved_name(std::string_view name);

}  // namespace balmer::expr
