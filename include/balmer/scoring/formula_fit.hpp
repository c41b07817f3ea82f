/// \file
/// Fits the constants of one formula on all events, from several starts.
#pragma once

#include "balmer/expr/tree.hpp"
#include "balmer/fit/flat_directions.hpp"
#include "balmer/fit/levenberg_marquardt.hpp"
#include "balmer/fit/parameter_map.hpp"
#include "balmer/scoring/team_scorer.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace balmer::scoring {

/// The state of a fit after each evaluation.
struct FitProgress {
    bool is_on_sample = true;
    std::size_t start_index = 0;
    std::size_t start_count = 0;
    int evaluation_count = 0;
    double mse = 0;
};

struct FormulaFitSettings {
    /// Number of starts tried on a sample of the events: the given values, then random ones.
    std::size_t start_count = 24;
    std::size_t sample_row_count = 20000;
    /// The best of these starts continue on all events.
    std::size_t finalist_count = 3;
    std::uint64_t seed = 1;
    int max_evaluations = 200;
    std::function<void(FitProgress const&)> progress = {};
};

struct FormulaFit {
    std::vector<double> parameters;
    fit::FitStatus status = fit::FitStatus::failed;
    int evaluation_count = 0;
    double mse = 0;
    double relative_gradient = 0;
    /// Packed lower triangles; see fit::covariance(), correlation() and robust_covariance().
    std::vector<double> covariance;
    std::vector<double> correlation;
    std::vector<double> robust_covariance;
    std::vector<fit::FlatDirection> flat_directions;
};

/// Fits the parameters of `formula` on all events. On rank 0, within TeamScorer::drive().
/// Parameters start from the values of the formula's constants. Among equally good optima (relative
/// difference of the mse below 1e-9), returns the one nearest to these values. Throws DataError if
/// no start has finite sums.
FormulaFit fit_formula(TeamScorer& scorer, expr::Tree const& formula, fit::ParameterMap const& map,
                       FormulaFitSettings const& settings = {});

}  // namespace balmer::scoring
