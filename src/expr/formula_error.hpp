/// \file
/// Errors that show the position in a formula.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace balmer::expr {

/// The character of `text` at byte `at` in single quotes, or its value if it is not printable.
std::string quoted_character(std::string_view text, std::size_t at);

/// Throws InputError with `problem`, the line of `text` around byte `at`, and a caret below it.
[[noreturn]] void throw_formula_error(std::string_view text, std::size_t at,
                                      std::string const& problem);

}  // namespace balmer::expr
