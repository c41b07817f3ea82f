#include "attainable_decrease.hpp"

#include <cmath>
#include <limits>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace balmer::islands {
namespace {

/// Prevents a division by zero in directions that the data do not determine. They gain nothing.
constexpr double damping = 1e-10;

}  // namespace

double attainable_decrease(eval::NormalEquations const& sums) {
    auto const count = static_cast<Eigen::Index>(sums.constant_count());
    Eigen::VectorXd gradient(count);
    Eigen::MatrixXd curvature = Eigen::MatrixXd::Zero(count, count);
    for (Eigen::Index i = 0; i < count; ++i) {
        auto const row = static_cast<std::size_t>(i);
        gradient[i] = sums.gradient[row];
        for (Eigen::Index j = 0; j <= i; ++j) {
            curvature(i, j) = sums.curvature[eval::packed_index(row, static_cast<std::size_t>(j))];
        }
    }
    // Scaled so that the diagonal is 1. A constant without influence has gradient 0.
    Eigen::VectorXd const scale = curvature.diagonal().unaryExpr(
        [](double diagonal) { return diagonal > 0 ? 1.0 / std::sqrt(diagonal) : 0.0; });
    gradient = scale.cwiseProduct(gradient);
    curvature = scale.asDiagonal() * curvature * scale.asDiagonal();
    curvature.diagonal().setConstant(1.0 + damping);
    Eigen::LLT<Eigen::MatrixXd, Eigen::Lower> const factor(curvature);
    if (factor.info() != Eigen::Success) return std::numeric_limits<double>::infinity();
    double const decrease = gradient.dot(factor.solve(gradient));
    return std::isfinite(decrease) ? decrease : std::numeric_limits<double>::infinity();
}

}  // namespace balmer::islands
