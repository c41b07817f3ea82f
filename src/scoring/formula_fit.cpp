#include "balmer/scoring/formula_fit.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"
#include "balmer/eval/optimum.hpp"
#include "balmer/fit/held_directions.hpp"
#include "balmer/fit/standard_errors.hpp"

#include "edge_settling.hpp"
#include "guarded_fit.hpp"
#include "start_repair.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace balmer::scoring {
namespace {

/// A fit from one start.
struct Attempt {
    GuardedFit fit;
    /// The start was not finite and was moved.
    bool is_repaired = false;

    bool has_failed() const { return fit.optimiser.status() == fit::FitStatus::failed; }
    double mse() const { return fit.optimiser.sums().loss.mse(); }
};

/// Fits on the first `shard_limit` shards. `progress` identifies the start.
Attempt attempt_from(FitProblem const& problem, std::vector<double> const& start,
                     std::uint32_t shard_limit, FitProgress const& progress) {
    Attempt attempt{guarded_fit(problem, start, shard_limit, progress)};
    if (!attempt.has_failed()) return attempt;
    auto const repaired = repaired_start(problem, start, shard_limit);
    if (!repaired) return attempt;
    return {guarded_fit(problem, *repaired, shard_limit, progress), true};
}

std::vector<double> given_start(fit::ParameterMap const& map,
                                std::vector<double> const& constants) {
    std::vector<double> start(map.parameter_count, 1.0);
    for (std::size_t i = 0; i < constants.size(); ++i) {
        int const parameter = map.parameter_of_constant[i];
        if (parameter >= 0) start[static_cast<std::size_t>(parameter)] = constants[i];
    }
    return start;
}

/// Where the first fit starts, which is also the optimum that is expected.
std::vector<double> first_start(FitProblem const& problem) {
    if (!problem.settings.start.empty()) return problem.settings.start;
    auto start = given_start(problem.map, problem.formula.constants);
    for (std::size_t k = 0; k < start.size(); ++k) {
        start[k] = problem.bounds.inside(k, start[k]);
    }
    return start;
}

/// Random values of either sign, of sizes from about 0.1 to 10, or any value between two bounds
/// that exclude it.
std::vector<double> random_start(FitProblem const& problem, std::size_t index) {
    RandomStream stream(problem.settings.seed, 0, static_cast<std::uint32_t>(index),
                        Purpose::fit_starts);
    auto const& bounds = problem.bounds;
    std::vector<double> start(problem.map.parameter_count);
    for (auto& value : start) value = stream.normal() * std::pow(10.0, stream.uniform(-1, 1));
    for (std::size_t k = 0; k < start.size(); ++k) {
        if (bounds.clamp(k, start[k]) == start[k]) continue;
        double const lower = bounds.lower_of(k), width = bounds.upper_of(k) - lower;
        start[k] = std::isfinite(width) ? bounds.clamp(k, lower + width * stream.uniform())
                                        : bounds.inside(k, start[k]);
    }
    return start;
}

struct Finalist {
    double mse;
    std::vector<double> parameters;
};

double squared_distance(std::vector<double> const& left, std::vector<double> const& right) {
    return std::transform_reduce(left.begin(), left.end(), right.begin(), 0.0, std::plus<>(),
                                 [](double a, double b) { return (a - b) * (a - b); });
}

/// Returns true if the losses are equal except for rounding.
bool is_as_good(double mse, double better_mse) { return mse - better_mse <= 1e-9 * better_mse; }

/// Of [first, last), best first, returns the element nearest to `home` among those as good as the
/// first. If a formula has several equal optima (another sign, another period), this is the
/// expected one.
template <class Iterator>
Iterator nearest_of_best(Iterator first, Iterator last, std::vector<double> const& home) {
    auto const end = std::find_if_not(
        first, last, [&](Finalist const& other) { return is_as_good(other.mse, first->mse); });
    auto const nearest = std::min_element(first, end, [&](auto const& left, auto const& right) {
        return squared_distance(left.parameters, home) < squared_distance(right.parameters, home);
    });
    // The best of the results at this optimum; some are closer to it than others.
    double const size = 1 + squared_distance(nearest->parameters, home);
    return std::find_if(first, end, [&](Finalist const& other) {
        return squared_distance(other.parameters, nearest->parameters) <= 1e-8 * size;
    });
}

void sort_best_first(std::vector<Finalist>& all) {
    std::stable_sort(all.begin(), all.end(), [](Finalist const& left, Finalist const& right) {
        return left.mse < right.mse;
    });
}

/// One result per optimum, best first: starts that ended at the same optimum differ only by
/// rounding.
std::vector<Finalist> best_of_each_optimum(std::vector<Finalist> all,
                                           std::vector<double> const& home) {
    sort_best_first(all);
    std::vector<Finalist> kept;
    for (auto first = all.begin(); first != all.end();) {
        auto const last = std::find_if(first, all.end(), [&](Finalist const& other) {
            return other.mse - first->mse > 1e-6 * first->mse;
        });
        kept.push_back(*nearest_of_best(first, last, home));
        first = last;
    }
    return kept;
}

/// True if a result from a start that had to be moved is clearly better than the best of others.
bool is_better(double mse, std::vector<Finalist> const& others) {
    return std::ranges::all_of(others, [&](Finalist const& other) {
        return mse < other.mse && !(other.mse - mse <= 1e-6 * other.mse);
    });
}

/// The best distinct results of all starts on the sample, best first.
std::vector<Finalist> find_finalists(FitProblem const& problem, std::vector<double> const& home) {
    auto const& settings = problem.settings;
    auto const shard_limit = shards_with_rows(problem.scorer.plan(), settings.sample_row_count);
    auto const start_count = std::max<std::size_t>(settings.start_count, 1);
    std::vector<Finalist> all;
    std::vector<Finalist> repaired;
    for (std::size_t i = 0; i < start_count; ++i) {
        auto const attempt =
            attempt_from(problem, i == 0 ? home : random_start(problem, i), shard_limit,
                         {.is_on_sample = true, .start_index = i, .start_count = start_count});
        double const mse = attempt.mse();
        if (attempt.has_failed() || !std::isfinite(mse)) continue;
        (attempt.is_repaired ? repaired : all).push_back({mse, attempt.fit.optimiser.constants()});
    }
    std::erase_if(repaired, [&](Finalist const& other) { return !is_better(other.mse, all); });
    all.insert(all.end(), repaired.begin(), repaired.end());
    auto finalists = best_of_each_optimum(std::move(all), home);
    if (finalists.size() > settings.finalist_count) finalists.resize(settings.finalist_count);
    return finalists;
}

FormulaFit report_of(FitProblem const& problem, SettledFit best) {
    fit::HeldDirections const held(best.sums, best.held);
    auto const sums = best.held.empty() ? best.sums : held.reduce(best.sums);
    auto const formula = problem.at(best.parameters);
    FormulaFit result;
    result.parameters = std::move(best.parameters);
    result.limits = std::move(best.limits);
    result.edges = std::move(best.edges);
    result.status = best.status;
    result.evaluation_count = best.evaluation_count;
    result.relative_gradient = eval::relative_gradient(sums);
    result.covariance = fit::covariance(sums);
    result.correlation = fit::correlation(sums);
    // A pass for the loss alone, so that `evaluate` returns the same number to the last bit.
    result.mse = problem.scorer.sums(SumKind::loss, formula).loss.mse();
    auto robust_curvature = problem.map.reduce_matrix(
        problem.scorer.sums(SumKind::robust_curvature, formula).curvature);
    if (!best.held.empty()) robust_curvature = held.reduce_matrix(robust_curvature);
    result.robust_covariance = fit::robust_covariance(sums, robust_curvature);
    result.flat_directions = fit::flat_directions(sums);
    if (best.held.empty()) return result;
    for (auto* matrix : {&result.covariance, &result.correlation, &result.robust_covariance}) {
        *matrix = held.expand_matrix(*matrix);
    }
    for (auto& flat : result.flat_directions) {
        flat.direction = held.expand_direction(flat.direction);
    }
    return result;
}

/// Fits from each finalist on all events. Results from starts that had to be moved are left out
/// unless they are clearly better.
std::vector<Attempt> fit_finalists(FitProblem const& problem,
                                   std::vector<Finalist> const& finalists) {
    std::vector<Attempt> fits;
    std::vector<Finalist> as_given;
    for (std::size_t i = 0; i < finalists.size(); ++i) {
        auto attempt = attempt_from(
            problem, finalists[i].parameters, all_shards,
            {.is_on_sample = false, .start_index = i, .start_count = finalists.size()});
        if (attempt.has_failed()) continue;
        if (!attempt.is_repaired) as_given.push_back({attempt.mse(), {}});
        fits.push_back(std::move(attempt));
    }
    std::erase_if(fits, [&](Attempt const& attempt) {
        return attempt.is_repaired && !is_better(attempt.mse(), as_given);
    });
    return fits;
}

}  // namespace

FormulaFit fit_formula(TeamScorer& scorer, expr::Tree const& formula, fit::ParameterMap const& map,
                       FormulaFitSettings const& settings) {
    BALMER_EXPECT(map.parameter_count > 0);
    FitProblem const problem{scorer,   formula,         map,
                             settings, settings.bounds, domain_conditions(formula, map)};
    auto const home = first_start(problem);
    auto fits = fit_finalists(problem, find_finalists(problem, home));
    if (fits.empty()) {
        throw DataError(
            "the formula is not finite on these events from any start (NaN or infinite values). "
            "Keep arguments of log, sqrt, / and pow in their domains, or give better numbers by "
            "--start");
    }
    std::vector<Finalist> ends;
    for (auto const& attempt : fits) {
        ends.push_back({attempt.mse(), attempt.fit.optimiser.constants()});
    }
    sort_best_first(ends);
    auto const& chosen = nearest_of_best(ends.begin(), ends.end(), home)->parameters;
    auto const best = std::ranges::find_if(
        fits, [&](Attempt const& attempt) { return attempt.fit.optimiser.constants() == chosen; });
    auto const index = static_cast<std::size_t>(best - fits.begin());
    return report_of(
        problem, settle(problem, best->fit,
                        {.is_on_sample = false, .start_index = index, .start_count = fits.size()}));
}

}  // namespace balmer::scoring
