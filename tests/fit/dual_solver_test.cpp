#include "fit/dual_solver.hpp"

#include "balmer/base/random.hpp"

#include <gtest/gtest.h>

namespace balmer::fit {
namespace {

TEST(NonnegativeMultipliers, SatisfyTheConditionsOfTheMinimum) {
    RandomStream stream(3, 0, 0, Purpose::test);
    for (int trial = 0; trial < 300; ++trial) {
        // More limits than constants, and two that are parallel: the matrix is singular.
        auto const constants = 1 + static_cast<Eigen::Index>(stream.below(5));
        auto const count = 2 + static_cast<Eigen::Index>(stream.below(8));
        Eigen::MatrixXd rows(count, constants);
        Eigen::VectorXd vector(count);
        for (auto& entry : rows.reshaped()) entry = stream.normal();
        rows.row(1) = rows.row(0);
        // A point within all limits exists, as for steps: zero, from which the step moves on.
        Eigen::VectorXd step(constants);
        for (auto& entry : step) entry = stream.normal();
        for (auto& entry : vector) entry = stream.uniform(0, 1);
        vector += rows * step;
        Eigen::MatrixXd const matrix = rows * rows.transpose();
        auto const multipliers = nonnegative_multipliers(matrix, vector);
        Eigen::VectorXd const slope = matrix * multipliers + vector;
        for (Eigen::Index k = 0; k < count; ++k) {
            EXPECT_GE(multipliers(k), 0);
            EXPECT_GE(slope(k), -1e-9);
            EXPECT_NEAR(multipliers(k) * slope(k), 0, 1e-8);
        }
    }
}

TEST(NonnegativeMultipliers, AreZeroIfNoLimitIsViolated) {
    EXPECT_TRUE(nonnegative_multipliers(Eigen::MatrixXd::Identity(3, 3), Eigen::VectorXd::Ones(3))
                    .isZero(0));
}

}  // namespace
}  // namespace balmer::fit
