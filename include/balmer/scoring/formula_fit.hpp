/// \file
/// The constants of one formula, fitted on all events from several starts.
#pragma once

#include "balmer/fit/flat_directions.hpp"
#include "balmer/fit/levenberg_marquardt.hpp"
#include "balmer/fit/parameter_map.hpp"
#include "balmer/scoring/sums_over_ranks.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace balmer::scoring {

/// Where a fit is, after each evaluation.
struct FitProgress {
    bool is_on_sample = true;
    std::size_t start_index = 0;
    std::size_t start_count = 0;
    int evaluation_count = 0;
    double mse = 0;
};

struct FormulaFitSettings {
    /// Starts tried on a sample of the events: the given one, then random ones.
    std::size_t start_count = 24;
    std::size_t sample_row_count = 20000;
    /// The best of them, which go on with all events.
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

/// On rank 0 while the others serve. `constants` are those of the formula's leaves; parameters
/// start from their values. Among optima that are equally good (relative difference of the mse
/// below 1e-9), the one nearest to these values is the result. Throws DataError when no start gives
/// finite sums.
FormulaFit fit_formula(SumsOverRanks& sums, fit::ParameterMap const& map,
                       std::vector<double> const& constants,
                       FormulaFitSettings const& settings = {});

}  // namespace balmer::scoring
