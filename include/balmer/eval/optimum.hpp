/// \file
/// How far constants are from a local optimum of the loss.
#pragma once

#include "balmer/eval/sums.hpp"

namespace balmer::eval {

/// Largest |cosine| between the weighted residuals and a column of the Jacobian,
/// max_k |g_k| / sqrt(H_kk Σ w r²), in [0, 1] up to rounding. It is 0 if no constant can lower the
/// loss to first order and, unlike the gradient, does not depend on units. A column of zeros and a
/// fit without residuals count as 0; NaN if any sum is not finite. Source: the orthogonality test
/// of MINPACK's lmder (gtol); Moré, Lecture Notes in Mathematics 630 (1978) 105.
double relative_gradient(NormalEquations const& sums);

}  // namespace balmer::eval
