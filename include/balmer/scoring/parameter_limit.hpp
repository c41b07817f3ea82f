/// \file
/// What keeps a fitted parameter from moving on.
#pragma once

#include "balmer/expr/tree.hpp"

#include <vector>

namespace balmer::scoring {

/// What keeps a parameter from moving on.
enum class ParameterLimit { none, lower_bound, upper_bound, domain };

/// Parameters at which an argument of the formula is as small as it may be: beyond, the formula has
/// no value at some event.
struct DomainEdge {
    /// The operator with its arguments: sqrt(x - 3).
    expr::Tree function;
    /// For each parameter -1 if a smaller value leaves the domain, 1 if a larger one does, 0 if
    /// neither does [parameter_count].
    std::vector<int> outward;
};

}  // namespace balmer::scoring
