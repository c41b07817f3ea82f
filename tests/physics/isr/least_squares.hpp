/// \file
/// Least-squares fits of linear combinations of terms, to refit published formulas.
#pragma once

#include <functional>
#include <vector>

#include <Eigen/Dense>

namespace balmer::physics::isr {

struct LeastSquares {
    Eigen::VectorXd coefficients;
    double mean_squared_error;
};

/// `rows` have x, sin_theta and density; all have the same weight.
template <class Row>
LeastSquares least_squares(std::vector<Row> const& rows,
                           std::vector<std::function<double(Row const&)>> const& terms) {
    auto const row_count = static_cast<Eigen::Index>(rows.size());
    Eigen::MatrixXd design(row_count, static_cast<Eigen::Index>(terms.size()));
    Eigen::VectorXd target(row_count);
    for (Eigen::Index i = 0; i < row_count; ++i) {
        auto const& row = rows[static_cast<std::size_t>(i)];
        target(i) = row.density;
        for (Eigen::Index j = 0; j < design.cols(); ++j) {
            design(i, j) = terms[static_cast<std::size_t>(j)](row);
        }
    }
    Eigen::VectorXd const coefficients = design.colPivHouseholderQr().solve(target);
    return {coefficients, (design * coefficients - target).squaredNorm() / double(row_count)};
}

}  // namespace balmer::physics::isr
