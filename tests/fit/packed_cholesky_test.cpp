#include "fit/packed_cholesky.hpp"

#include "balmer/base/random.hpp"
#include "balmer/eval/sums.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::fit {
namespace {

using eval::packed_index;

/// B Bᵀ + I for a random B: positive definite, packed.
std::vector<double> random_matrix(std::size_t n, RandomStream& stream) {
    std::vector<double> b(n * n);
    for (auto& entry : b) entry = stream.normal();
    std::vector<double> matrix(n * (n + 1) / 2);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            matrix[packed_index(i, j)] = dot(&b[i * n], &b[j * n], n) + (i == j ? 1.0 : 0.0);
        }
    }
    return matrix;
}

TEST(PackedCholesky, SolvesPositiveDefiniteSystems) {
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
            for (std::size_t j = 0; j < n; ++j) {
                sum += matrix[packed_index(std::max(i, j), std::min(i, j))] * x[j];
            }
            EXPECT_NEAR(sum, right_side[i], 1e-10) << n << " unknowns, row " << i;
        }
    }
}

TEST(PackedCholesky, RefusesWhatIsNotPositiveDefinite) {
    auto const refuses = [](std::vector<double> matrix, std::size_t n) {
        return !factorise(matrix, n);
    };
    EXPECT_FALSE(refuses({1, 0.5, 1}, 2));
    EXPECT_TRUE(refuses({1, 1, 1}, 2)) << "singular";
    EXPECT_TRUE(refuses({1, 2, 1}, 2)) << "indefinite";
    EXPECT_TRUE(refuses({-1}, 1));
    EXPECT_TRUE(refuses({1, NAN, 1}, 2));
    EXPECT_TRUE(refuses({1, INFINITY, 1}, 2));
}

}  // namespace
}  // namespace balmer::fit
