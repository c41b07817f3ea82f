/// \file
/// Levenberg-Marquardt turned inside out: it proposes constants, the caller brings their sums.
#pragma once

#include "balmer/eval/sums.hpp"

#include <span>
#include <vector>

namespace balmer::fit {

struct LevenbergMarquardtSettings {
    /// Evaluations of the normal equations at most, the one at the start included.
    int max_evaluations = 60;
    /// Converged when the cosine between the residual and every column of J is below this.
    double gradient_tolerance = 1e-8;
    double initial_damping = 1e-3;
};

enum class FitStatus {
    running,
    /// Relative gradient below the tolerance.
    converged,
    /// No step lowers the sum any more in floating point.
    stalled,
    /// `max_evaluations` used up.
    exhausted,
    /// The sums at the start are not finite.
    failed,
};

/// Minimises Σ w r² over the constants, steps damped by Marquardt's scaled diagonal.
///
/// Plain data between calls, so that the sums may come from anywhere, as late as they like:
/// evaluate the normal equations at proposal(), hand them to absorb(), until it is not running.
/// Source: Marquardt, J. SIAM 11 (1963) 431; damping schedule of Nielsen, IMM-REP-1999-05.
class LevenbergMarquardt {
public:
    explicit LevenbergMarquardt(std::vector<double> start,
                                LevenbergMarquardtSettings const& settings = {});

    /// Begins anew, as a new object would; allocates nothing where it has fitted as many constants.
    void restart(std::span<double const> start, LevenbergMarquardtSettings const& settings = {});

    /// Constants at which the caller evaluates next.
    std::span<double const> proposal() const { return proposal_; }

    /// Takes the sums at proposal(): keeps them where they are better, and proposes anew.
    FitStatus absorb(eval::NormalEquations const& sums);

    FitStatus status() const { return status_; }
    int evaluation_count() const { return evaluation_count_; }
    /// Best constants so far; the start before the first absorb().
    std::vector<double> const& constants() const { return constants_; }
    /// Sums at constants().
    eval::NormalEquations const& sums() const { return sums_; }

private:
    bool propose();
    /// Solves (H + damping · diag H) step = -gradient in units where diag H = 1, and proposes the
    /// constants plus the step. False where the matrix or the step is of no use.
    bool add_damped_step();
    FitStatus finish(FitStatus status) { return status_ = status; }

    LevenbergMarquardtSettings settings_;
    std::vector<double> constants_;
    std::vector<double> proposal_;
    eval::NormalEquations sums_;
    double damping_;
    double damping_growth_ = 2.0;
    double predicted_decrease_ = 0.0;
    int evaluation_count_ = 0;
    FitStatus status_ = FitStatus::running;
    /// Scratch of add_damped_step(): units and step [K], the damped matrix [K × K].
    std::vector<double> scale_;
    std::vector<double> step_;
    std::vector<double> matrix_;
};

}  // namespace balmer::fit
