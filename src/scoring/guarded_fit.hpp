/// \file
/// Levenberg-Marquardt within the domain of the formula.
#pragma once

#include "balmer/fit/levenberg_marquardt.hpp"

#include "fit_problem.hpp"

#include <vector>

namespace balmer::scoring {

/// An event at which an argument limits the parameters: one that is near its edge, or negative at
/// parameters that were tried.
struct EdgeRow {
    /// Index among FitProblem::conditions.
    std::size_t condition = 0;
    /// The argument at the best parameters at which this event is chosen as the lowest.
    std::vector<double> chosen_at;
    LowestRow row;
    /// Derivatives of the argument at that event by the parameters.
    std::vector<double> gradient;
};

/// The event whose argument is lowest at `chosen_at`, and its argument at `parameters`.
EdgeRow edge_row(FitProblem const& problem, std::size_t condition,
                 std::vector<double> const& parameters, std::vector<double> chosen_at,
                 std::uint32_t shard_limit);

struct GuardedFit {
    fit::LevenbergMarquardt optimiser;
    /// Proposals outside the domain, newest last, at most a few. Empty if no step left it.
    std::vector<std::vector<double>> outside;
};

/// Fits on the first `shard_limit` shards. After the first step that leaves the domain, every
/// argument may fall by at most nine tenths in one step, to first order, at the events that limit
/// it: so the fit approaches an edge, and moves along it. `progress` identifies the start.
GuardedFit guarded_fit(FitProblem const& problem, std::vector<double> start,
                       std::uint32_t shard_limit, FitProgress progress);

/// The events that limit the parameters at `parameters`, each once.
std::vector<EdgeRow> edge_rows(FitProblem const& problem, std::vector<double> const& parameters,
                               std::vector<std::vector<double>> const& outside,
                               std::uint32_t shard_limit);

/// True if all sums are finite.
bool is_finite(eval::NormalEquations const& sums);

}  // namespace balmer::scoring
