/// \file
/// A formula with its constants in place.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/expr/tree.hpp"

#include <string>
#include <utility>
#include <vector>

namespace balmer::physics::toy {

using NamedValues = std::vector<std::pair<std::string, double>>;

/// The formula over `features`. Adds the mistakes of the formula and the constants to `problems`,
/// and returns an empty tree then.
expr::Tree bound_formula(std::string const& expression, std::vector<std::string> const& features,
                         NamedValues const& constants, ProblemList& problems);

}  // namespace balmer::physics::toy
