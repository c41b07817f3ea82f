/// \file
/// Puts the result of a fit onto the edge of the domain that it approaches.
#pragma once

#include "balmer/scoring/parameter_limit.hpp"

#include "fit_problem.hpp"
#include "guarded_fit.hpp"

#include <vector>

namespace balmer::scoring {

/// Parameters on all events, and what holds them.
struct SettledFit {
    std::vector<double> parameters;
    eval::NormalEquations sums;
    fit::FitStatus status = fit::FitStatus::failed;
    int evaluation_count = 0;
    std::vector<ParameterLimit> limits;
    std::vector<DomainEdge> edges;
    /// Gradients of the limits that are active.
    std::vector<std::vector<double>> held;
};

/// Moves parameters that are within 1e-6 of an edge, relative to the size of the argument, onto it
/// if the loss there is finite and not higher; then fits the other parameters again with these
/// held. Without an edge nearby, parameters and sums stay as they are, bit by bit.
SettledFit settle(FitProblem const& problem, GuardedFit const& fit, FitProgress const& progress);

}  // namespace balmer::scoring
