/// \file
/// Cholesky's factorisation for the few constants of a formula.
///
/// Matrices are packed lower triangles: (row, column) at row (row + 1) / 2 + column. For ten
/// unknowns and fewer, as fits of a search have them by the million, this is several times faster
/// than a general library, which pays for its blocks.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace balmer::fit {

/// Σ left · right over the first `count`.
inline double dot(double const* left, double const* right, std::size_t count) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += left[i] * right[i];
    return sum;
}

/// Replaces a symmetric matrix [n (n+1) / 2] by L with L Lᵀ = matrix. False, and the matrix is
/// spoilt, where it is not positive definite in floating point.
inline bool factorise(std::span<double> matrix, std::size_t n) {
    double* row = matrix.data();
    for (std::size_t i = 0; i < n; row += ++i) {
        double const* other = matrix.data();
        for (std::size_t j = 0; j < i; other += ++j) {
            row[j] = (row[j] - dot(row, other, j)) / other[j];
        }
        double const pivot = row[i] - dot(row, row, i);
        if (!(pivot > 0)) return false;
        row[i] = std::sqrt(pivot);
    }
    return true;
}

/// Solves L Lᵀ x = b; `x` [n] holds b before and x after.
inline void solve(std::span<double const> factor, std::span<double> x) {
    double const* row = factor.data();
    for (std::size_t i = 0; i < x.size(); row += ++i)
        x[i] = (x[i] - dot(row, x.data(), i)) / row[i];
    for (std::size_t i = x.size(); i-- > 0;) {
        row -= i + 1;
        x[i] /= row[i];
        for (std::size_t k = 0; k < i; ++k) x[k] -= row[k] * x[i];
    }
}

}  // namespace balmer::fit
