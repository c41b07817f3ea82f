/// \file
/// Detects formulas that have no finite value for any event.
#pragma once

#include "balmer/expr/tree.hpp"

namespace balmer::data {

/// Whether the formula is infinite or NaN for all finite features, by its structure alone: x/0,
/// log(-1) + x. Returns false if that depends on the columns. Linear time.
bool is_never_finite(expr::Tree const& tree);

}  // namespace balmer::data
