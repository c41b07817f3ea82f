/// \file
/// "Did you mean …?" for misspelt names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace balmer {

/// The candidate nearest to `name` by edit distance (letter case counts half), or "" when none is
/// near: more than a third of the letters, and more than two of them, would have to change.
std::string nearest_name(std::string_view name, std::span<std::string const> candidates);

/// " Did you mean 'x'?" with its leading space, or "" when no candidate is near.
std::string suggestion(std::string_view name, std::span<std::string const> candidates);

/// Items in quotes with commas between: 'a', 'b', 'c'.
std::string quoted_list(std::span<std::string const> items);

}  // namespace balmer
