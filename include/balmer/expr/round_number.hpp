/// \file
/// Numbers that a reader recognises: integers, fractions, multiples of pi, roots.
#pragma once

#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <optional>

namespace balmer::expr {

/// Returns true for exactly the double nearest to one of these, or its negative: 0 to 100, n/d with
/// n up to 20 and d up to 10, pi times or over a small number, 1/(n pi), sqrt(2), sqrt(3) and their
/// inverses and halves.
bool is_round(double value);

/// How many round numbers of the same sign are simpler: 0 for 0 and 1, 1 for 2, …; nullopt if the
/// value is not round.
std::optional<std::size_t> roundness_rank(double value);

/// The round number next to `value`, if it is so near that chance alone seldom explains it: at most
/// `largest_chance` is the probability that a number of this size comes so near to a round one that
/// is as simple. If there are several, the simplest. nullopt if there is none.
std::optional<double> round_number_near(double value, double largest_chance);

/// Number of constants of a tree that are not round: those that data have to fix.
std::size_t free_constant_count(Tree const& tree);

}  // namespace balmer::expr
