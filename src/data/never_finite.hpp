/// \file
/// Formulas that have no value whatever the columns hold.
#pragma once

#include "balmer/expr/tree.hpp"

namespace balmer::data {

/// Whether the formula shows by itself that it is infinite or NaN for all finite features: x/0,
/// log(-1) + x. Linear time; false where the columns decide.
bool is_never_finite(expr::Tree const& tree);

}  // namespace balmer::data
