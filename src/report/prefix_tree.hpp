/// \file
/// Trees as JSON in prefix form: ["*", {"constant": "0x1.8p+0"}, {"feature": "x_p1"}].
#pragma once

#include "balmer/expr/tree.hpp"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace balmer::report {

/// Operators by name, root first, arguments left to right; constants are exact.
nlohmann::ordered_json to_prefix(expr::Tree const& tree, std::vector<std::string> const& names);

/// Returns the same tree, bit for bit. Throws DataError if the JSON is not a valid tree.
expr::Tree from_prefix(nlohmann::ordered_json const& json, std::vector<std::string> const& names);

}  // namespace balmer::report
