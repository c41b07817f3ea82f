/// \file
/// The factorisation L D Lᵀ for small systems.
///
/// A search solves millions of systems with two to ten unknowns. For these, a general library
/// spends most of its time on blocking and dispatch. Here every inner loop runs down one column,
/// does not depend on the previous step, and needs no square root. Matrices are lower triangles [n
/// × n], column-major; elements above the diagonal are ignored. Source: Golub, Van Loan, Matrix
/// Computations, 4th ed. (2013), section 4.1.
#pragma once

#include <cstddef>
#include <span>

namespace balmer::fit {

/// Replaces the lower triangle of a symmetric matrix by L, with 1 / D on the diagonal instead of
/// ones. Returns false if the matrix is not positive definite in floating point; its content is
/// then undefined.
inline bool factorise(std::span<double> matrix, std::size_t n) {
    for (std::size_t k = 0; k < n; ++k) {
        double* const column = &matrix[k * n];
        if (!(column[k] > 0)) return false;
        double const inverse = 1.0 / column[k];
        for (std::size_t j = k + 1; j < n; ++j) {
            double* const later = &matrix[j * n];
            double const multiple = column[j] * inverse;
            for (std::size_t i = j; i < n; ++i) later[i] -= column[i] * multiple;
        }
        column[k] = inverse;
        for (std::size_t i = k + 1; i < n; ++i) column[i] *= inverse;
    }
    return true;
}

/// Solves L D Lᵀ x = b; `x` [n] is b on entry and x on return.
inline void solve(std::span<double const> factor, std::span<double> x) {
    std::size_t const n = x.size();
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t i = k + 1; i < n; ++i) x[i] -= factor[k * n + i] * x[k];
    }
    for (std::size_t k = 0; k < n; ++k) x[k] *= factor[k * n + k];
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = 0; k < i; ++k) x[k] -= factor[k * n + i] * x[i];
    }
}

}  // namespace balmer::fit
