/// \file
/// Parser of infix formulas.
#pragma once

#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::expr {

/// Meaning of a name that is not a feature.
enum class UnknownNames { refuse, are_parameters };

struct Parsed {
    Tree tree;
    /// For each constant leaf: index into `parameter_names`, or -1 for a number in the text.
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
/// Operators by increasing precedence: + and -; * and /; unary - and +; ^ or **. The latter is
/// right-associative, and -x^2 is -(x^2). Functions are the operators of the opcode table that have
/// a name, and the aliases ln, fabs, Abs, arcsin, arccos, arctan, Min, Max, minimum, maximum,
/// power. A number directly after a unary minus is one negative constant, unless ^ follows it.
/// Names match [A-Za-z_][A-Za-z0-9_]*; any other name is enclosed in backquotes, with backquotes in
/// it doubled. `pi` is a number unless a feature has that name. Parameters become constant leaves
/// of value 1. Throws InputError with the problem, the line of the formula and a caret below the
/// position.
Parsed parse(std::string_view text, std::span<std::string const> features,
             UnknownNames policy = UnknownNames::refuse);

/// Returns true if the name has a fixed meaning in formulas: functions and their aliases, pi, inf,
/// nan.
bool is_reserved_name(std::string_view name);

}  // namespace balmer::expr
