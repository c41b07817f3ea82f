#include "balmer/fit/standard_errors.hpp"

#include "balmer/base/error.hpp"

#include <cmath>
#include <limits>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>

namespace balmer::fit {
namespace {

/// Eigenvalues of the scaled curvature below this, relative to the largest, are directions that the
/// data do not fix.
constexpr double flat_direction = 1e-13;

Eigen::MatrixXd unpacked(std::vector<double> const& packed, Eigen::Index count) {
    Eigen::MatrixXd matrix(count, count);
    for (Eigen::Index i = 0; i < count; ++i) {
        for (Eigen::Index j = 0; j <= i; ++j) {
            matrix(i, j) = matrix(j, i) = packed[eval::packed_index(static_cast<std::size_t>(i),
                                                                    static_cast<std::size_t>(j))];
        }
    }
    return matrix;
}

std::vector<double> packed(Eigen::MatrixXd const& matrix) {
    std::vector<double> result;
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        for (Eigen::Index j = 0; j <= i; ++j) result.push_back(matrix(i, j));
    }
    return result;
}

/// (JᵀWJ)⁻¹, NaN in the rows and columns of constants that a flat direction changes.
Eigen::MatrixXd inverse_curvature(eval::NormalEquations const& sums) {
    auto const count = static_cast<Eigen::Index>(sums.constant_count());
    Eigen::MatrixXd matrix = unpacked(sums.curvature, count);
    Eigen::VectorXd const scale = matrix.diagonal().unaryExpr(
        [](double diagonal) { return diagonal > 0 ? 1.0 / std::sqrt(diagonal) : 0.0; });
    matrix = scale.asDiagonal() * matrix * scale.asDiagonal();
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> const solver(matrix);
    auto const& values = solver.eigenvalues();
    auto const& vectors = solver.eigenvectors();
    Eigen::MatrixXd inverse = Eigen::MatrixXd::Zero(count, count);
    Eigen::VectorXd unfixed = Eigen::VectorXd::Zero(count);
    for (Eigen::Index k = 0; k < count; ++k) {
        if (values[k] > flat_direction * values[count - 1]) {
            inverse += vectors.col(k) * vectors.col(k).transpose() / values[k];
        } else {
            unfixed += vectors.col(k).cwiseAbs2();
        }
    }
    inverse = scale.asDiagonal() * inverse * scale.asDiagonal();
    for (Eigen::Index k = 0; k < count; ++k) {
        if (unfixed[k] > 1e-6 || scale[k] == 0.0) {
            inverse.row(k).setConstant(std::numeric_limits<double>::quiet_NaN());
            inverse.col(k).setConstant(std::numeric_limits<double>::quiet_NaN());
        }
    }
    return inverse;
}

}  // namespace

std::vector<double> covariance(eval::NormalEquations const& sums) {
    if (sums.constant_count() == 0) return {};
    double const rows = static_cast<double>(sums.loss.row_count);
    double const freedom = rows - static_cast<double>(sums.constant_count());
    double const variance = freedom > 0 ? sums.loss.squared_error_sum / freedom
                                        : std::numeric_limits<double>::quiet_NaN();
    return packed(variance * inverse_curvature(sums));
}

std::vector<double> correlation(eval::NormalEquations const& sums) {
    if (sums.constant_count() == 0) return {};
    Eigen::MatrixXd const inverse = inverse_curvature(sums);
    Eigen::VectorXd const scale = inverse.diagonal().cwiseSqrt().cwiseInverse();
    Eigen::MatrixXd matrix = scale.asDiagonal() * inverse * scale.asDiagonal();
    for (Eigen::Index k = 0; k < matrix.rows(); ++k) {
        if (std::isfinite(matrix(k, k))) matrix(k, k) = 1;
    }
    return packed(matrix);
}

std::vector<double> robust_covariance(eval::NormalEquations const& sums,
                                      std::vector<double> const& robust_curvature) {
    if (sums.constant_count() == 0) return {};
    BALMER_EXPECT(robust_curvature.size() == sums.curvature.size());
    auto const count = static_cast<Eigen::Index>(sums.constant_count());
    Eigen::MatrixXd const inverse = inverse_curvature(sums);
    // NaN rows would spread to the others, so they are zero inside the product.
    Eigen::MatrixXd const clean =
        inverse.unaryExpr([](double x) { return std::isfinite(x) ? x : 0.0; });
    Eigen::MatrixXd product = clean * unpacked(robust_curvature, count) * clean;
    for (Eigen::Index k = 0; k < count; ++k) {
        if (!std::isfinite(inverse(k, k))) {
            product.row(k).setConstant(std::numeric_limits<double>::quiet_NaN());
            product.col(k).setConstant(std::numeric_limits<double>::quiet_NaN());
        }
    }
    return packed(product);
}

std::vector<double> standard_errors(std::vector<double> const& packed_covariance) {
    std::vector<double> errors;
    for (std::size_t k = 0; eval::packed_index(k, k) < packed_covariance.size(); ++k) {
        errors.push_back(std::sqrt(packed_covariance[eval::packed_index(k, k)]));
    }
    return errors;
}

}  // namespace balmer::fit
