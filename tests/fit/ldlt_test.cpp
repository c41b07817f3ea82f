#include "fit/ldlt.hpp"

#include "balmer/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::fit {
namespace {

/// B Bᵀ + I for a random B: positive definite. NaN above the diagonal, which must not be read.
std::vector<double> random_matrix(std::size_t n, RandomStream& stream) {
    std::vector<double> b(n * n), matrix(n * n, NAN);
    for (auto& entry : b) entry = stream.normal();
    for (std::size_t column = 0; column < n; ++column) {
        for (std::size_t row = column; row < n; ++row) {
            double sum = row == column ? 1.0 : 0.0;
            for (std::size_t k = 0; k < n; ++k) sum += b[row * n + k] * b[column * n + k];
            matrix[column * n + row] = sum;
        }
    }
    return matrix;
}

TEST(Ldlt, SolvesPositiveDefiniteSystems) {
    RandomStream stream(1, 0, 0, Purpose::test);
    for (std::size_t n = 0; n < 40; ++n) {
        auto const matrix = random_matrix(n, stream);
        std::vector<double> right_side(n);
        for (auto& entry : right_side) entry = stream.normal();
        auto factor = matrix;
        ASSERT_TRUE(factorise(factor, n));
        auto x = right_side;
        solve(factor, x);
        for (std::size_t i = 0; i < n; ++i) {
            double sum = 0;
            for (std::size_t j = 0; j < n; ++j)
                sum += matrix[std::min(i, j) * n + std::max(i, j)] * x[j];
            EXPECT_NEAR(sum, right_side[i], 1e-10) << n << " unknowns, row " << i;
        }
    }
}

TEST(Ldlt, RefusesWhatIsNotPositiveDefinite) {
    auto const refuses = [](double a, double b, double c) {
        std::vector<double> matrix{a, b, NAN, c};
        return !factorise(matrix, 2);
    };
    EXPECT_FALSE(refuses(1, 0.5, 1));
    EXPECT_TRUE(refuses(1, 1, 1)) << "singular";
    EXPECT_TRUE(refuses(1, 2, 1)) << "indefinite";
    EXPECT_TRUE(refuses(-1, 0, 1));
    EXPECT_TRUE(refuses(1, NAN, 1));
    EXPECT_TRUE(refuses(1, INFINITY, 1));
}

}  // namespace
}  // namespace balmer::fit
