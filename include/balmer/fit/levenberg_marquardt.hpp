/// \file
/// Levenberg-Marquardt with reverse communication: it proposes constants, the caller evaluates
/// them.
#pragma once

#include "balmer/eval/sums.hpp"
#include "balmer/fit/limits.hpp"

#include <span>
#include <vector>

namespace balmer::fit {

struct LevenbergMarquardtSettings {
    /// Largest number of evaluations of the normal equations, including the one at the start.
    int max_evaluations = 60;
    /// The fit has converged if the cosine between the residual and every column of J is below
    /// this.
    double gradient_tolerance = 1e-8;
    double initial_damping = 1e-3;
};

enum class FitStatus {
    running,
    /// The relative gradient is below the tolerance.
    converged,
    /// No step lowers the sum any further in floating point.
    stalled,
    /// `max_evaluations` is reached.
    exhausted,
    /// The sums at the start are not finite.
    failed,
};

/// Minimises Σ w r² over the constants, with steps damped by Marquardt's scaled diagonal.
///
/// Evaluate the normal equations at proposal() and pass them to absorb() while the status is
/// running. Between calls the object is plain data, so the sums may be computed anywhere and arrive
/// at any time. Sums that are not finite count as an infinite loss: the next step is shorter.
/// Bounds and limits of a step are kept by minimising the damped model within them. Source:
/// Marquardt, J. SIAM 11 (1963) 431; damping schedule of Nielsen, IMM-REP-1999-05.
class LevenbergMarquardt {
public:
    explicit LevenbergMarquardt(std::vector<double> start,
                                LevenbergMarquardtSettings const& settings = {},
                                Bounds bounds = {});

    /// Restarts as a new object without bounds would. Allocates nothing if the number of constants
    /// is not larger than before.
    void restart(std::span<double const> start, LevenbergMarquardtSettings const& settings = {});

    /// Constants to evaluate next.
    std::span<double const> proposal() const { return proposal_; }

    /// Takes the sums at proposal(), keeps them if they are better, and makes the next proposal.
    FitStatus absorb(eval::NormalEquations const& sums);

    /// Limits the steps from constants(), until these change, and makes the proposal anew. Only
    /// while the status is running. Each limit has slack >= 0.
    FitStatus limit_steps(std::vector<StepLimit> limits);

    FitStatus status() const { return status_; }
    int evaluation_count() const { return evaluation_count_; }
    /// The best constants so far; the start values before the first absorb().
    std::vector<double> const& constants() const { return constants_; }
    /// Sums at constants().
    eval::NormalEquations const& sums() const { return sums_; }

private:
    bool propose();
    /// Solves (H + damping · diag H) step = -gradient in units where diag H = 1, and proposes the
    /// constants plus the step. Returns false if the matrix or the step is unusable.
    bool add_damped_step();
    /// Whether proposal() violates a bound or a limit.
    bool is_too_long() const;
    /// Replaces step_ and proposal_ by the minimum of the same damped model within bounds and
    /// limits; needs the factor in matrix_. Returns what the limits add to the decrease that
    /// add_damped_step() predicts.
    double limit_step();
    bool is_at_optimum() const;
    FitStatus finish(FitStatus status) { return status_ = status; }

    LevenbergMarquardtSettings settings_;
    Bounds bounds_;
    std::vector<StepLimit> limits_;
    std::vector<double> constants_;
    std::vector<double> proposal_;
    eval::NormalEquations sums_;
    double damping_;
    double damping_growth_ = 2.0;
    double predicted_decrease_ = 0.0;
    int evaluation_count_ = 0;
    FitStatus status_ = FitStatus::running;
    /// Scratch memory of add_damped_step(): units and step [K], the damped matrix [K × K].
    std::vector<double> scale_;
    std::vector<double> step_;
    std::vector<double> matrix_;
};

}  // namespace balmer::fit
