#include "balmer/app/formula_fit.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"
#include "balmer/eval/optimum.hpp"
#include "balmer/fit/standard_errors.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace balmer::app {
namespace {

/// Fits on the first `shard_limit` shards.
fit::LevenbergMarquardt fit_from(SumsOverRanks& sums, fit::ParameterMap const& map,
                                 std::vector<double> constants, std::vector<double> start,
                                 std::size_t shard_limit, int max_evaluations) {
    fit::LevenbergMarquardt optimiser(std::move(start), {.max_evaluations = max_evaluations});
    do {
        map.apply(optimiser.proposal(), constants);
        optimiser.absorb(map.reduce(sums.normal_equations(constants, shard_limit)));
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

/// Either sign, sizes from about 0.1 to 10.
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

/// The best distinct results of all starts on the sample, best first.
std::vector<Finalist> find_finalists(SumsOverRanks& sums, fit::ParameterMap const& map,
                                     std::vector<double> const& constants,
                                     FormulaFitSettings const& settings) {
    auto const shard_limit = sums.shards_for(settings.sample_row_count);
    std::vector<Finalist> all;
    for (std::size_t i = 0; i < std::max<std::size_t>(settings.start_count, 1); ++i) {
        auto start = i == 0 ? given_start(map, constants)
                            : random_start(map.parameter_count, settings.seed, i);
        auto const fitted =
            fit_from(sums, map, constants, std::move(start), shard_limit, settings.max_evaluations);
        double const mse = fitted.sums().loss.mse();
        if (fitted.status() == fit::FitStatus::failed || !std::isfinite(mse)) continue;
        all.push_back({mse, fitted.constants()});
    }
    std::stable_sort(all.begin(), all.end(), [](Finalist const& left, Finalist const& right) {
        return left.mse < right.mse;
    });
    // Starts that ended in the same valley differ by rounding alone.
    auto const same_valley = [](Finalist const& left, Finalist const& right) {
        return right.mse - left.mse <= 1e-6 * left.mse;
    };
    all.erase(std::unique(all.begin(), all.end(), same_valley), all.end());
    if (all.size() > settings.finalist_count) all.resize(settings.finalist_count);
    return all;
}

FormulaFit report_of(SumsOverRanks& sums, fit::ParameterMap const& map,
                     std::vector<double> constants, fit::LevenbergMarquardt const& best) {
    FormulaFit result;
    result.parameters = best.constants();
    result.status = best.status();
    result.evaluation_count = best.evaluation_count();
    result.relative_gradient = eval::relative_gradient(best.sums());
    result.covariance = fit::covariance(best.sums());
    map.apply(best.constants(), constants);
    // The sum of a pass for the loss, so that `evaluate` gives the same number to the last bit.
    result.mse = sums.loss(constants).mse();
    auto const filling = map.reduce_matrix(sums.robust_curvature(constants));
    result.robust_covariance = fit::robust_covariance(best.sums(), filling);
    result.flat_directions = fit::flat_directions(best.sums());
    return result;
}

}  // namespace

FormulaFit fit_formula(SumsOverRanks& sums, fit::ParameterMap const& map,
                       std::vector<double> const& constants, FormulaFitSettings const& settings) {
    BALMER_EXPECT(map.parameter_count > 0);
    std::vector<fit::LevenbergMarquardt> fits;
    for (auto const& finalist : find_finalists(sums, map, constants, settings)) {
        auto fitted = fit_from(sums, map, constants, finalist.parameters, sums.shard_count(),
                               settings.max_evaluations);
        if (fitted.status() != fit::FitStatus::failed) fits.push_back(std::move(fitted));
    }
    if (fits.empty()) {
        throw DataError(
            "the formula is not finite on these events from any start (NaN or infinite values). "
            "Keep arguments of log, sqrt, / and pow in their domains, or give better numbers");
    }
    auto const best = std::min_element(fits.begin(), fits.end(), [](auto const& a, auto const& b) {
        return a.sums().loss.mse() < b.sums().loss.mse();
    });
    return report_of(sums, map, constants, *best);
}

}  // namespace balmer::app
