/// \file
/// Uncertainties of fitted constants.
#pragma once

#include "balmer/eval/sums.hpp"

#include <vector>

namespace balmer::fit {

/// Covariance of the constants at an optimum, packed lower triangle [K(K+1)/2]: s² (JᵀWJ)⁻¹ with
/// s² = Σ w r² / (n - K), as in lmfit and scipy.optimize.curve_fit (sigma = 1/sqrt(w)). Rows
/// and columns of constants that the data do not fix are NaN.
std::vector<double> covariance(eval::NormalEquations const& sums);

/// Correlations of the constants, packed in the same way. Computed from (JᵀWJ)⁻¹, so that they
/// exist even if the fit is exact and every error is zero. Rows and columns of constants that the
/// data do not fix are NaN.
std::vector<double> correlation(eval::NormalEquations const& sums);

/// The sandwich estimator (JᵀWJ)⁻¹ M (JᵀWJ)⁻¹ with M = `robust_curvature` = Σ w² r² J Jᵀ (packed),
/// which remains valid if the residuals vary with x or have heavy tails of finite variance. Source:
/// White, Econometrica 48 (1980) 817.
std::vector<double> robust_covariance(eval::NormalEquations const& sums,
                                      std::vector<double> const& robust_curvature);

/// Square roots of the diagonal of a packed covariance [K].
std::vector<double> standard_errors(std::vector<double> const& packed_covariance);

}  // namespace balmer::fit
