/// \file
/// Smaller forms of a formula, found by rewriting.
#pragma once

#include "balmer/expr/tree.hpp"
#include "balmer/polish/grammar.hpp"

#include <cstddef>
#include <vector>

namespace balmer::polish {

struct RewriteLimits {
    /// Forms whose neighbours are tried, the smallest first.
    std::size_t expansion_count = 300;
    /// A form on the way may have this many nodes more than the formula.
    std::size_t growth = 3;
    /// Forms that are returned.
    std::size_t form_count = 6;
};

/// Legal forms that are smaller than the formula by the job's complexity, or as small with fewer
/// free constants; the smallest first. Equal to it by the rules of algebra wherever all values are
/// real and roots and logarithms have positive arguments, which nobody checks here: a form may have
/// another value at other points, or none. Uses no chance: the same input gives the same forms.
std::vector<expr::Tree> smaller_forms(expr::Tree const& formula, Grammar const& grammar,
                                      RewriteLimits const& limits = {});

}  // namespace balmer::polish
