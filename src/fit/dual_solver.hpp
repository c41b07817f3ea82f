/// \file
/// Non-negative multipliers of a small convex quadratic problem.
#pragma once

#include <Eigen/Core>

namespace balmer::fit {

/// Minimises ½ mᵀ Q m + vᵀ m over m >= 0 [n], the dual of the limits on a step. `matrix` [n × n] is
/// symmetric and positive semidefinite. Source: the active-set method of Lawson, Hanson, Solving
/// Least Squares Problems (1974), chapter 23.
Eigen::VectorXd nonnegative_multipliers(Eigen::MatrixXd const& matrix,
                                        Eigen::VectorXd const& vector);

}  // namespace balmer::fit
