/// \file
/// "Did you mean …?" for misspelt names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace balmer {

/// The candidate nearest to `name` by edit distance, in which a change of case counts half. Returns
/// "" if each candidate differs in more than two letters and in more than a third of them.
std::string nearest_name(std::string_view name, std::span<std::string const> candidates);

/// " Did you mean 'x'?" with a leading space, or "" if no candidate is near.
std::string suggestion(std::string_view name, std::span<std::string const> candidates);

/// The items in quotes, separated by commas: 'a', 'b', 'c'.
std::string quoted_list(std::span<std::string const> items);

}  // namespace balmer
