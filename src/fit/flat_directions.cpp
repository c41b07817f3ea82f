#include "balmer/fit/flat_directions.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

namespace balmer::fit {
namespace {

/// 1 / sqrt of the diagonal; 1 for a constant without any effect, whose row is zero.
Eigen::VectorXd scales_of(eval::NormalEquations const& sums) {
    auto const count = static_cast<Eigen::Index>(sums.constant_count());
    Eigen::VectorXd scales(count);
    for (Eigen::Index i = 0; i < count; ++i) {
        auto const k = static_cast<std::size_t>(i);
        double const diagonal = sums.curvature[eval::packed_index(k, k)];
        scales(i) = diagonal > 0 ? 1 / std::sqrt(diagonal) : 1;
    }
    return scales;
}

Eigen::MatrixXd scaled_curvature(eval::NormalEquations const& sums, Eigen::VectorXd const& scales) {
    auto const count = scales.size();
    Eigen::MatrixXd matrix(count, count);
    for (Eigen::Index i = 0; i < count; ++i) {
        for (Eigen::Index j = 0; j <= i; ++j) {
            double const entry = sums.curvature[eval::packed_index(static_cast<std::size_t>(i),
                                                                   static_cast<std::size_t>(j))];
            matrix(i, j) = matrix(j, i) = entry * scales(i) * scales(j);
        }
    }
    return matrix;
}

}  // namespace

std::vector<FlatDirection> flat_directions(eval::NormalEquations const& sums, double tolerance) {
    if (sums.constant_count() == 0) return {};
    auto const scales = scales_of(sums);
    auto const matrix = scaled_curvature(sums, scales);
    if (!matrix.allFinite()) return {};
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> const solver(matrix);
    auto const& eigenvalues = solver.eigenvalues();
    double const largest = std::max(eigenvalues.maxCoeff(), 1.0);
    std::vector<FlatDirection> flat;
    for (Eigen::Index i = 0; i < eigenvalues.size(); ++i) {
        double const ratio = std::max(eigenvalues(i), 0.0) / largest;
        if (ratio >= tolerance) continue;
        Eigen::VectorXd direction = solver.eigenvectors().col(i).cwiseProduct(scales);
        direction /= direction.cwiseAbs().maxCoeff();
        flat.push_back({ratio, {direction.begin(), direction.end()}});
    }
    return flat;
}

}  // namespace balmer::fit
