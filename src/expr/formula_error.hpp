/// \file
/// Errors that show the place in a formula.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace balmer::expr {

/// The character of `text` that starts at byte `at` in single quotes, as people can read it.
std::string quoted_character(std::string_view text, std::size_t at);

/// Throws InputError: `problem`, the line of `text` around byte `at`, a caret under that place.
[[noreturn]] void throw_formula_error(std::string_view text, std::size_t at,
                                      std::string const& problem);

}  // namespace balmer::expr
