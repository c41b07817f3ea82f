#include "balmer/fit/levenberg_marquardt.hpp"

#include "balmer/base/error.hpp"
#include "balmer/eval/optimum.hpp"

#include "dual_solver.hpp"
#include "ldlt.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include <Eigen/Core>

namespace balmer::fit {
namespace {

/// Damping beyond which a step is too small to change anything.
constexpr double largest_damping = 1e16;

struct BoundValue {
    std::size_t constant = 0;
    double value = 0;
};

struct ScaledLimit {
    StepLimit limit;
    /// If the limit is a bound of one constant.
    std::optional<BoundValue> bound;
};

/// Bounds and limits of a step in units of `scales`, each gradient of length 1.
std::vector<ScaledLimit> scaled_limits(std::vector<double> const& constants,
                                       std::vector<double> const& scales, Bounds const& bounds,
                                       std::vector<StepLimit> const& limits) {
    auto const count = constants.size();
    std::vector<ScaledLimit> all;
    for (std::size_t i = 0; i < count && !bounds.empty(); ++i) {
        if (scales[i] == 0) continue;
        for (double const sign : {1.0, -1.0}) {
            double const value = sign > 0 ? bounds.lower[i] : bounds.upper[i];
            if (!std::isfinite(value)) continue;
            StepLimit limit{sign * (constants[i] - value) / scales[i],
                            std::vector<double>(count, 0.0)};
            limit.gradient[i] = sign;
            all.push_back({std::move(limit), BoundValue{i, value}});
        }
    }
    for (auto limit : limits) {
        for (std::size_t i = 0; i < count; ++i) limit.gradient[i] *= scales[i];
        double const norm = std::sqrt(std::inner_product(
            limit.gradient.begin(), limit.gradient.end(), limit.gradient.begin(), 0.0));
        if (!(norm > 0) || !std::isfinite(norm)) continue;
        for (auto& entry : limit.gradient) entry /= norm;
        limit.slack /= norm;
        all.push_back({std::move(limit), std::nullopt});
    }
    return all;
}

bool is_finite(eval::NormalEquations const& sums) {
    auto const finite = [](double x) { return std::isfinite(x); };
    return finite(sums.loss.squared_error_sum) && std::ranges::all_of(sums.gradient, finite) &&
           std::ranges::all_of(sums.curvature, finite);
}

}  // namespace

LevenbergMarquardt::LevenbergMarquardt(std::vector<double> start,
                                       LevenbergMarquardtSettings const& settings, Bounds bounds)
    : settings_(settings),
      bounds_(std::move(bounds)),
      constants_(std::move(start)),
      proposal_(constants_),
      damping_(settings.initial_damping) {}

void LevenbergMarquardt::restart(std::span<double const> start,
                                 LevenbergMarquardtSettings const& settings) {
    settings_ = settings;
    bounds_.lower.clear();
    bounds_.upper.clear();
    limits_.clear();
    constants_.assign(start.begin(), start.end());
    proposal_.assign(start.begin(), start.end());
    sums_.reset(0);
    damping_ = settings.initial_damping;
    damping_growth_ = 2.0;
    predicted_decrease_ = 0.0;
    evaluation_count_ = 0;
    status_ = FitStatus::running;
}

FitStatus LevenbergMarquardt::absorb(eval::NormalEquations const& sums) {
    BALMER_EXPECT(status_ == FitStatus::running);
    BALMER_EXPECT(sums.constant_count() == constants_.size());
    ++evaluation_count_;
    bool const finite = is_finite(sums);
    if (evaluation_count_ == 1) {
        if (!finite) return finish(FitStatus::failed);
        sums_ = sums;
    } else {
        double const decrease = sums_.loss.squared_error_sum - sums.loss.squared_error_sum;
        if (finite && decrease > 0) {
            constants_ = proposal_;
            sums_ = sums;
            limits_.clear();
            double const gain = 2.0 * decrease / predicted_decrease_ - 1.0;
            damping_ *= std::max(1.0 / 3.0, 1.0 - gain * gain * gain);
            damping_ = std::max(damping_, 1e-12);
            damping_growth_ = 2.0;
        } else {
            damping_ *= damping_growth_;
            damping_growth_ *= 2.0;
        }
    }
    if (is_at_optimum()) return finish(FitStatus::converged);
    if (evaluation_count_ >= settings_.max_evaluations) return finish(FitStatus::exhausted);
    return propose() ? status_ : finish(FitStatus::stalled);
}

FitStatus LevenbergMarquardt::limit_steps(std::vector<StepLimit> limits) {
    BALMER_EXPECT(status_ == FitStatus::running);
    limits_ = std::move(limits);
    return propose() ? status_ : finish(FitStatus::stalled);
}

bool LevenbergMarquardt::is_at_optimum() const {
    if (bounds_.empty()) return eval::relative_gradient(sums_) <= settings_.gradient_tolerance;
    // A constant at its bound is at its optimum if the loss falls only beyond.
    auto sums = sums_;
    for (std::size_t i = 0; i < constants_.size(); ++i) {
        bool const is_held = (constants_[i] <= bounds_.lower[i] && sums.gradient[i] >= 0) ||
                             (constants_[i] >= bounds_.upper[i] && sums.gradient[i] <= 0);
        if (is_held) sums.gradient[i] = 0;
    }
    return eval::relative_gradient(sums) <= settings_.gradient_tolerance;
}

bool LevenbergMarquardt::propose() {
    for (; damping_ < largest_damping; damping_ *= damping_growth_, damping_growth_ *= 2.0) {
        if (!add_damped_step()) continue;
        // Below this a decrease is not visible in double precision.
        return predicted_decrease_ > 1e-17 * sums_.loss.squared_error_sum &&
               proposal_ != constants_;
    }
    return false;
}

bool LevenbergMarquardt::add_damped_step() {
    auto const count = constants_.size();
    scale_.resize(count);
    step_.resize(count);
    matrix_.resize(count * count);
    for (std::size_t i = 0; i < count; ++i) {
        double const diagonal = sums_.curvature[eval::packed_index(i, i)];
        // A constant without influence keeps its value: unit diagonal and zero gradient.
        scale_[i] = diagonal > 0 ? 1.0 / std::sqrt(diagonal) : 0.0;
        step_[i] = -scale_[i] * sums_.gradient[i];
        for (std::size_t j = 0; j < i; ++j) {
            double const curvature = sums_.curvature[eval::packed_index(i, j)];
            matrix_[j * count + i] = scale_[i] * scale_[j] * curvature;
        }
        matrix_[i * count + i] = 1.0 + damping_;
    }
    if (!factorise(matrix_, count)) return false;
    solve(matrix_, step_);
    for (std::size_t i = 0; i < count; ++i) proposal_[i] = constants_[i] + scale_[i] * step_[i];
    double const held_back = is_too_long() ? limit_step() : 0.0;
    // With r = f - t the model is Σ w r² + 2 gᵀs + sᵀHs; g here is Jᵀ W r.
    predicted_decrease_ = 0;
    for (std::size_t i = 0; i < count; ++i) {
        double const gradient = scale_[i] * sums_.gradient[i];
        predicted_decrease_ += (damping_ * step_[i] - gradient) * step_[i];
    }
    if (held_back != 0) predicted_decrease_ += held_back;
    return std::isfinite(predicted_decrease_);
}

bool LevenbergMarquardt::is_too_long() const {
    for (std::size_t i = 0; i < constants_.size() && !bounds_.empty(); ++i) {
        if (bounds_.clamp(i, proposal_[i]) != proposal_[i]) return true;
    }
    return std::ranges::any_of(limits_, [&](StepLimit const& limit) {
        double left = limit.slack;
        for (std::size_t i = 0; i < constants_.size(); ++i) {
            left += limit.gradient[i] * (proposal_[i] - constants_[i]);
        }
        return left < 0;
    });
}

double LevenbergMarquardt::limit_step() {
    auto const count = constants_.size();
    auto const limits = scaled_limits(constants_, scale_, bounds_, limits_);
    auto const limit_count = static_cast<Eigen::Index>(limits.size());
    // Column m of `pulls` is M⁻¹ r_m for the row r_m of limit m, where M is the damped matrix.
    Eigen::MatrixXd rows(limit_count, static_cast<Eigen::Index>(count));
    Eigen::MatrixXd pulls(static_cast<Eigen::Index>(count), limit_count);
    Eigen::VectorXd slacks(limit_count);
    for (Eigen::Index m = 0; m < limit_count; ++m) {
        auto pull = limits[static_cast<std::size_t>(m)].limit.gradient;
        rows.row(m) = Eigen::Map<Eigen::RowVectorXd const>(pull.data(), rows.cols());
        slacks(m) = limits[static_cast<std::size_t>(m)].limit.slack;
        solve(matrix_, pull);
        pulls.col(m) = Eigen::Map<Eigen::VectorXd const>(pull.data(), pulls.rows());
    }
    Eigen::Map<Eigen::VectorXd> step(step_.data(), static_cast<Eigen::Index>(count));
    auto const multipliers = nonnegative_multipliers(rows * pulls, slacks + rows * step);
    step += pulls * multipliers;
    for (std::size_t i = 0; i < count; ++i) {
        proposal_[i] = bounds_.clamp(i, constants_[i] + scale_[i] * step_[i]);
    }
    // A bound that holds a constant is reached to the last bit.
    for (std::size_t m = 0; m < limits.size(); ++m) {
        auto const& bound = limits[m].bound;
        if (bound && multipliers(static_cast<Eigen::Index>(m)) > 0) {
            proposal_[bound->constant] = bound->value;
        }
    }
    return multipliers.dot(slacks);
}

}  // namespace balmer::fit
