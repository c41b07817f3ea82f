/// \file
/// Moves the start of a fit into the domain of the formula.
#pragma once

#include "fit_problem.hpp"

#include <optional>
#include <vector>

namespace balmer::scoring {

/// Parameters within the bounds at which all sums over the first `shard_limit` shards are finite,
/// found from `start`, where they are not; nullopt if the search finds none.
///
/// First the arguments of sqrt, log, asin, acos and pow that are negative are raised by
/// least-squares fits of their shortfall, inner arguments before outer ones. If that is not enough,
/// the parameters are scaled and moved, together and one by one, as long as fewer events have
/// values that are not finite.
std::optional<std::vector<double>> repaired_start(FitProblem const& problem,
                                                  std::vector<double> const& start,
                                                  std::uint32_t shard_limit);

}  // namespace balmer::scoring
