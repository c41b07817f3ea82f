#include "balmer/eval/optimum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace balmer::eval {

double relative_gradient(NormalEquations const& sums) {
    double largest = 0;
    double const residual_norm = std::sqrt(sums.loss.squared_error_sum);
    if (!std::isfinite(residual_norm)) return std::numeric_limits<double>::quiet_NaN();
    for (std::size_t k = 0; k < sums.constant_count(); ++k) {
        double const gradient = sums.gradient[k];
        double const column_norm = std::sqrt(sums.curvature[packed_index(k, k)]);
        if (!std::isfinite(gradient) || !std::isfinite(column_norm)) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        // Norms are multiplied, not their squares: those may overflow or vanish.
        double const scale = column_norm * residual_norm;
        if (scale > 0) largest = std::max(largest, std::abs(gradient) / scale);
    }
    return largest;
}

}  // namespace balmer::eval
