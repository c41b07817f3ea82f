/// \file
/// Text operations that messages and file readers share.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace balmer {

/// `text` without white space (blanks, tabs, line ends) at both ends.
std::string_view trimmed(std::string_view text);

/// The number that is all of `text`, "nan" and "inf" included; nullopt for any other text. The
/// decimal separator is a point in every locale.
std::optional<double> parse_number(std::string_view text);

/// "1 row", "2 rows", "0 rows".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace balmer
