/// \file
/// Fits the constants of one formula on all events, from several starts.
#pragma once

#include "balmer/expr/tree.hpp"
#include "balmer/fit/flat_directions.hpp"
#include "balmer/fit/levenberg_marquardt.hpp"
#include "balmer/fit/parameter_map.hpp"
#include "balmer/scoring/fit_settings.hpp"
#include "balmer/scoring/parameter_limit.hpp"
#include "balmer/scoring/team_scorer.hpp"

#include <vector>

namespace balmer::scoring {

struct FormulaFit {
    std::vector<double> parameters;
    /// [parameter_count].
    std::vector<ParameterLimit> limits;
    std::vector<DomainEdge> edges;
    fit::FitStatus status = fit::FitStatus::failed;
    int evaluation_count = 0;
    double mse = 0;
    /// With the parameters at limits held.
    double relative_gradient = 0;
    /// Packed lower triangles; see fit::covariance(), correlation() and robust_covariance().
    /// Parameters at limits are held, and their rows and columns are NaN.
    std::vector<double> covariance;
    std::vector<double> correlation;
    std::vector<double> robust_covariance;
    std::vector<fit::FlatDirection> flat_directions;
};

/// Fits the parameters of `formula` on all events. On rank 0, within TeamScorer::drive().
/// Parameters start from the values of the formula's constants. Among equally good optima (relative
/// difference of the mse below 1e-9), returns the one nearest to these values. A start where the
/// formula is not finite on all events is moved into its domain if that is possible; its result
/// counts only if it is better than those of the other starts. Throws DataError if no start can be
/// moved so.
FormulaFit fit_formula(TeamScorer& scorer, expr::Tree const& formula, fit::ParameterMap const& map,
                       FormulaFitSettings const& settings = {});

}  // namespace balmer::scoring
