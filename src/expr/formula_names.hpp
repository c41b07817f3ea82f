/// \file
/// Syntax of names in formulas, for the parser and the printers.
#pragma once

#include <string_view>

namespace balmer::expr {

// ASCII, independent of the locale.
constexpr bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool continues_name(char c) { return starts_name(c) || is_digit(c); }

/// Returns true if `name` matches [A-Za-z_][A-Za-z0-9_]*.
constexpr bool is_plain_name(std::string_view name) {
    if (name.empty() || !starts_name(name.front())) return false;
    for (char const c : name) {
        if (!continues_name(c)) return false;
    }
    return true;
}

}  // namespace balmer::expr
