#include "balmer/fit/levenberg_marquardt.hpp"

#include "balmer/base/error.hpp"
#include "balmer/eval/optimum.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace balmer::fit {
namespace {

/// Up to this many constants the matrices live on the stack.
constexpr int stack_constants = 16;
/// Damping beyond which a step is too small to change anything.
constexpr double largest_damping = 1e16;

template <int Limit>
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, Limit, Limit>;
template <int Limit>
using Vector = Eigen::Matrix<double, Eigen::Dynamic, 1, Eigen::ColMajor, Limit, 1>;

struct Step {
    bool solved = false;
    /// Decrease of Σ w r² that the quadratic model promises.
    double predicted_decrease = 0;
};

/// Solves (H + damping · diag H) step = -gradient in units where diag H = 1, and adds it to
/// `point`.
template <int Limit>
Step add_damped_step(eval::NormalEquations const& sums, double damping,
                     std::vector<double>& point) {
    auto const count = static_cast<Eigen::Index>(sums.constant_count());
    Vector<Limit> scale(count), gradient(count);
    Matrix<Limit> matrix(count, count);
    for (Eigen::Index i = 0; i < count; ++i) {
        auto const row = static_cast<std::size_t>(i);
        double const diagonal = sums.curvature[eval::packed_index(row, row)];
        // A constant without influence keeps its value: unit diagonal, zero gradient.
        scale[i] = diagonal > 0 ? 1.0 / std::sqrt(diagonal) : 0.0;
        gradient[i] = scale[i] * sums.gradient[row];
    }
    for (Eigen::Index i = 0; i < count; ++i) {
        for (Eigen::Index j = 0; j < i; ++j) {
            matrix(i, j) = scale[i] * scale[j] *
                           sums.curvature[eval::packed_index(static_cast<std::size_t>(i),
                                                             static_cast<std::size_t>(j))];
        }
        matrix(i, i) = 1.0 + damping;
    }
    Eigen::LLT<Matrix<Limit>, Eigen::Lower> const factor(matrix);
    if (factor.info() != Eigen::Success) return {};
    Vector<Limit> const step = -factor.solve(gradient);
    if (!step.allFinite()) return {};
    for (Eigen::Index i = 0; i < count; ++i) {
        point[static_cast<std::size_t>(i)] += scale[i] * step[i];
    }
    // With r = f - t the model is Σ w r² + 2 gᵀs + sᵀHs; g here is Jᵀ W r.
    return {true, damping * step.squaredNorm() - gradient.dot(step)};
}

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
    while (damping_ < largest_damping) {
        proposal_ = constants_;
        auto const step = constants_.size() <= stack_constants
                              ? add_damped_step<stack_constants>(sums_, damping_, proposal_)
                              : add_damped_step<Eigen::Dynamic>(sums_, damping_, proposal_);
        if (step.solved) {
            predicted_decrease_ = step.predicted_decrease;
            // Below this the sum cannot show a decrease in double precision.
            return predicted_decrease_ > 1e-17 * sums_.loss.squared_error_sum &&
                   proposal_ != constants_;
        }
        damping_ *= damping_growth_;
        damping_growth_ *= 2.0;
    }
    return false;
}

}  // namespace balmer::fit
