#include "candidate_fit.hpp"

#include "balmer/eval/optimum.hpp"
#include "balmer/expr/round_number.hpp"
#include "balmer/fit/standard_errors.hpp"

#include "attainable_decrease.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace balmer::islands {
namespace {

/// A fit is abandoned if even this many times the gain predicted by its linear model is not enough.
constexpr double optimism = 4.0;

/// A fit is also abandoned if, after `patience` evaluations, its loss is above `distance` times the
/// best and the last three evaluations gained less than `slow_gain`.
constexpr std::size_t patience = 4;
constexpr double distance = 1.02;
constexpr double slow_gain = 0.003;

/// Relative gradient at which a stalled fit counts as at its optimum.
constexpr double flat_gradient = 1e-6;

evolve::HallOfFameEntry entry_without_parameters(evolve::Member const& candidate, double mse) {
    return {.tree = candidate.tree,
            .complexity = candidate.complexity,
            .mse = mse,
            .relative_gradient = 0,
            .at_optimum = true,
            .standard_errors = std::vector<double>(candidate.tree.constants.size(), 0.0)};
}

/// All constants, or those that are not round.
fit::ParameterMap fitted(std::vector<double> const& constants, FitPurpose purpose) {
    if (purpose == FitPurpose::search) return fit::ParameterMap::each_its_own(constants.size());
    fit::ParameterMap map;
    for (double const value : constants) {
        int const next = static_cast<int>(map.parameter_count);
        map.parameter_of_constant.push_back(expr::is_round(value) ? -1 : next);
        if (!expr::is_round(value)) ++map.parameter_count;
    }
    return map;
}

}  // namespace

CandidateFit::CandidateFit(evolve::Member candidate, CandidateSettings const& settings,
                           FitPurpose purpose)
    : candidate_(std::move(candidate)),
      settings_(settings),
      map_(fitted(candidate_.tree.constants, purpose)),
      best_mse_(std::numeric_limits<double>::infinity()) {
    if (purpose == FitPurpose::polish && map_.parameter_count > 0) start_fit(parameters());
}

Verdict CandidateFit::absorb(eval::NormalEquations const& sums, Standing const& standing) {
    best_mse_ = std::min(best_mse_, sums.loss.mse());
    if (!fit_) return screen(sums, standing);
    auto const status = fit_->absorb(map_.reduce(sums));
    if (status == fit::FitStatus::failed) return {Fate::failed, {}};
    history_.push_back(fit_->sums().loss.mse());
    if (status == fit::FitStatus::running) {
        if (is_hopeless(standing)) return {Fate::hopeless, {}};
        map_.apply(fit_->proposal(), candidate_.tree.constants);
        return {Fate::running, {}};
    }
    auto reached = entry(standing);
    if (reached.at_optimum) return {Fate::settled, std::move(reached)};
    // In a flat valley the fit is restarted here with fresh damping, as long as that gains
    // anything.
    bool const has_gained = history_.back() < history_.front();
    bool const continues = has_gained && history_.back() < standing.best_mse &&
                           continuation_count_ < settings_.max_continuations;
    if (!continues) return {Fate::hopeless, {}};
    ++continuation_count_;
    start_fit(fit_->constants());
    return {Fate::running, {}};
}

Verdict CandidateFit::screen(eval::NormalEquations const& sums, Standing const& standing) {
    double const mse = sums.loss.mse();
    if (!std::isfinite(mse)) return {Fate::failed, {}};
    if (mse > settings_.screen_factor * standing.best_mse) return {Fate::screened_out, {}};
    if (map_.parameter_count == 0) {
        return {Fate::settled, entry_without_parameters(candidate_, mse)};
    }
    start_fit(parameters());
    return {Fate::running, {}};
}

void CandidateFit::start_fit(std::vector<double> parameters) {
    map_.apply(parameters, candidate_.tree.constants);
    fit_.emplace(std::move(parameters), settings_.fit);
    history_.clear();
}

std::vector<double> CandidateFit::parameters() const {
    std::vector<double> parameters;
    for (std::size_t i = 0; i < candidate_.tree.constants.size(); ++i) {
        if (map_.parameter_of_constant[i] >= 0) {
            parameters.push_back(candidate_.tree.constants[i]);
        }
    }
    return parameters;
}

bool CandidateFit::is_hopeless(Standing const& standing) const {
    double const mse = history_.back();
    if (mse < standing.best_mse) return false;
    double const weight = fit_->sums().loss.weight_sum;
    double const promised = mse - optimism * attainable_decrease(fit_->sums()) / weight;
    if (promised > standing.best_mse) return true;
    return history_.size() >= patience && mse > distance * standing.best_mse &&
           mse > (1.0 - slow_gain) * history_[history_.size() - patience];
}

evolve::HallOfFameEntry CandidateFit::entry(Standing const& standing) const {
    auto const& sums = fit_->sums();
    double const mse = sums.loss.mse();
    double const gradient = eval::relative_gradient(sums);
    bool const is_exact = mse <= rounding_share * standing.target_mean_square;
    auto tree = candidate_.tree;
    map_.apply(fit_->constants(), tree.constants);
    // A constant that keeps its value has no error.
    std::vector<double> errors(tree.constants.size(), 0.0);
    map_.apply(fit::standard_errors(fit::covariance(sums)), errors);
    return {.tree = std::move(tree),
            .complexity = candidate_.complexity,
            .mse = mse,
            .relative_gradient = gradient,
            .at_optimum = gradient <= flat_gradient || is_exact,
            .standard_errors = std::move(errors)};
}

}  // namespace balmer::islands
