#include "balmer/fit/levenberg_marquardt.hpp"

#include "balmer/base/error.hpp"
#include "balmer/eval/optimum.hpp"

#include "ldlt.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::fit {
namespace {

/// Damping beyond which a step is too small to change anything.
constexpr double largest_damping = 1e16;

bool is_finite(eval::NormalEquations const& sums) {
    auto const finite = [](double x) { return std::isfinite(x); };
    return finite(sums.loss.squared_error_sum) && std::ranges::all_of(sums.gradient, finite) &&
           std::ranges::all_of(sums.curvature, finite);
}

}  // namespace

LevenbergMarquardt::LevenbergMarquardt(std::vector<double> start,
                                       LevenbergMarquardtSettings const& settings)
    : settings_(settings),
      constants_(std::move(start)),
      proposal_(constants_),
      damping_(settings.initial_damping) {}

void LevenbergMarquardt::restart(std::span<double const> start,
                                 LevenbergMarquardtSettings const& settings) {
    settings_ = settings;
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
            double const gain = 2.0 * decrease / predicted_decrease_ - 1.0;
            damping_ *= std::max(1.0 / 3.0, 1.0 - gain * gain * gain);
            damping_ = std::max(damping_, 1e-12);
            damping_growth_ = 2.0;
        } else {
            damping_ *= damping_growth_;
            damping_growth_ *= 2.0;
        }
    }
    if (eval::relative_gradient(sums_) <= settings_.gradient_tolerance) {
        return finish(FitStatus::converged);
    }
    if (evaluation_count_ >= settings_.max_evaluations) return finish(FitStatus::exhausted);
    return propose() ? status_ : finish(FitStatus::stalled);
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
    // With r = f - t the model is Σ w r² + 2 gᵀs + sᵀHs; g here is Jᵀ W r.
    predicted_decrease_ = 0;
    for (std::size_t i = 0; i < count; ++i) {
        double const gradient = scale_[i] * sums_.gradient[i];
        predicted_decrease_ += (damping_ * step_[i] - gradient) * step_[i];
        proposal_[i] = constants_[i] + scale_[i] * step_[i];
    }
    return std::isfinite(predicted_decrease_);
}

}  // namespace balmer::fit
