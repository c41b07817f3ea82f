#include "balmer/scoring/formula_fit.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"
#include "balmer/eval/optimum.hpp"
#include "balmer/fit/standard_errors.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace balmer::scoring {
namespace {

/// The formula to fit, and what the fit needs.
struct Problem {
    TeamScorer& scorer;
    expr::Tree const& formula;
    fit::ParameterMap const& map;
    FormulaFitSettings const& settings;
};

/// Fits on the first `shard_limit` shards. `progress` identifies the start.
fit::LevenbergMarquardt fit_from(Problem const& problem, std::vector<double> start,
                                 std::uint32_t shard_limit, FitProgress progress) {
    auto const& settings = problem.settings;
    auto formula = problem.formula;
    fit::LevenbergMarquardt optimiser(std::move(start),
                                      {.max_evaluations = settings.max_evaluations});
    do {
        problem.map.apply(optimiser.proposal(), formula.constants);
        optimiser.absorb(problem.map.reduce(
            problem.scorer.sums(SumKind::normal_equations, formula, shard_limit)));
        progress.evaluation_count = optimiser.evaluation_count();
        progress.mse = optimiser.sums().loss.mse();
        if (settings.progress) settings.progress(progress);
    } while (optimiser.status() == fit::FitStatus::running);
    return optimiser;
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

/// Random values of either sign, of sizes from about 0.1 to 10.
std::vector<double> random_start(std::size_t count, std::uint64_t seed, std::size_t index) {
    RandomStream stream(seed, 0, static_cast<std::uint32_t>(index), Purpose::fit_starts);
    std::vector<double> start(count);
    for (auto& value : start) value = stream.normal() * std::pow(10.0, stream.uniform(-1, 1));
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

/// The best distinct results of all starts on the sample, best first.
std::vector<Finalist> find_finalists(Problem const& problem, std::vector<double> const& home) {
    auto const& settings = problem.settings;
    auto const shard_limit = shards_with_rows(problem.scorer.plan(), settings.sample_row_count);
    auto const start_count = std::max<std::size_t>(settings.start_count, 1);
    std::vector<Finalist> all;
    for (std::size_t i = 0; i < start_count; ++i) {
        auto start = i == 0 ? home : random_start(home.size(), settings.seed, i);
        auto const fitted =
            fit_from(problem, std::move(start), shard_limit,
                     {.is_on_sample = true, .start_index = i, .start_count = start_count});
        double const mse = fitted.sums().loss.mse();
        if (fitted.status() == fit::FitStatus::failed || !std::isfinite(mse)) continue;
        all.push_back({mse, fitted.constants()});
    }
    auto finalists = best_of_each_optimum(std::move(all), home);
    if (finalists.size() > settings.finalist_count) finalists.resize(settings.finalist_count);
    return finalists;
}

FormulaFit report_of(Problem const& problem, fit::LevenbergMarquardt const& best) {
    FormulaFit result;
    result.parameters = best.constants();
    result.status = best.status();
    result.evaluation_count = best.evaluation_count();
    result.relative_gradient = eval::relative_gradient(best.sums());
    result.covariance = fit::covariance(best.sums());
    result.correlation = fit::correlation(best.sums());
    auto formula = problem.formula;
    problem.map.apply(best.constants(), formula.constants);
    // A pass for the loss alone, so that `evaluate` returns the same number to the last bit.
    result.mse = problem.scorer.sums(SumKind::loss, formula).loss.mse();
    auto const robust_curvature = problem.map.reduce_matrix(
        problem.scorer.sums(SumKind::robust_curvature, formula).curvature);
    result.robust_covariance = fit::robust_covariance(best.sums(), robust_curvature);
    result.flat_directions = fit::flat_directions(best.sums());
    return result;
}

}  // namespace

FormulaFit fit_formula(TeamScorer& scorer, expr::Tree const& formula, fit::ParameterMap const& map,
                       FormulaFitSettings const& settings) {
    BALMER_EXPECT(map.parameter_count > 0);
    Problem const problem{scorer, formula, map, settings};
    auto const home = given_start(map, formula.constants);
    auto const finalists = find_finalists(problem, home);
    std::vector<fit::LevenbergMarquardt> fits;
    std::vector<Finalist> ends;
    for (std::size_t i = 0; i < finalists.size(); ++i) {
        auto fitted =
            fit_from(problem, finalists[i].parameters, all_shards,
                     {.is_on_sample = false, .start_index = i, .start_count = finalists.size()});
        if (fitted.status() == fit::FitStatus::failed) continue;
        ends.push_back({fitted.sums().loss.mse(), fitted.constants()});
        fits.push_back(std::move(fitted));
    }
    if (fits.empty()) {
        throw DataError(
            "the formula is not finite on these events from any start (NaN or infinite values). "
            "Keep arguments of log, sqrt, / and pow in their domains, or give better numbers");
    }
    sort_best_first(ends);
    auto const& chosen = nearest_of_best(ends.begin(), ends.end(), home)->parameters;
    auto const best = std::find_if(
        fits.begin(), fits.end(), [&](auto const& fitted) { return fitted.constants() == chosen; });
    return report_of(problem, *best);
}

}  // namespace balmer::scoring
