#include "balmer/fit/standard_errors.hpp"

#include "fit/misra1a.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace balmer::fit {
namespace {

TEST(StandardErrors, AreTheCertifiedOnes) {
    auto const sums = misra1a::sums_at({misra1a::certified_b1, misra1a::certified_b2});
    auto const errors = standard_errors(covariance(sums));
    ASSERT_EQ(errors.size(), 2u);
    EXPECT_NEAR(errors[0], misra1a::certified_error_b1, 1e-7 * misra1a::certified_error_b1);
    EXPECT_NEAR(errors[1], misra1a::certified_error_b2, 1e-7 * misra1a::certified_error_b2);
}

TEST(StandardErrors, CorrelationsExistForAnExactFit) {
    eval::NormalEquations sums;
    sums.reset(2);
    sums.loss = {100, 100.0, 0.0};
    sums.curvature = {4.0, 1.0, 1.0};
    EXPECT_EQ(standard_errors(covariance(sums)), (std::vector<double>{0, 0}));
    auto const found = correlation(sums);
    EXPECT_EQ(found[0], 1);
    // Of [[4, 1], [1, 1]]^-1: -1 / sqrt(1 * 4).
    EXPECT_NEAR(found[1], -0.5, 1e-14);
    EXPECT_EQ(found[2], 1);
}

TEST(StandardErrors, AreUnknownForWhatTheDataDoNotFix) {
    // Two constants that enter only as their sum, and a third that is fixed.
    eval::NormalEquations sums;
    sums.reset(3);
    sums.loss = {100, 100.0, 1.0};
    sums.curvature = {1.0, 1.0, 1.0, 0.0, 0.0, 4.0};
    auto const errors = standard_errors(covariance(sums));
    EXPECT_TRUE(std::isnan(errors[0]));
    EXPECT_TRUE(std::isnan(errors[1]));
    EXPECT_NEAR(errors[2], std::sqrt(1.0 / 97 / 4), 1e-12);
}

TEST(StandardErrors, SandwichEqualsTheUsualOneForResidualsOfOneSize) {
    // Where every |r| is r0, Σ r² J Jᵀ = r0² JᵀJ, and the sandwich is r0² (JᵀJ)⁻¹.
    eval::NormalEquations sums;
    sums.reset(2);
    double const r0 = 0.3;
    sums.loss = {50, 50.0, 50 * r0 * r0};
    sums.curvature = {5.0, 1.0, 3.0};
    std::vector<double> robust = sums.curvature;
    for (auto& x : robust) x *= r0 * r0;
    auto const usual = covariance(sums);
    auto const sandwich = robust_covariance(sums, robust);
    for (std::size_t k = 0; k < usual.size(); ++k) {
        EXPECT_NEAR(sandwich[k], usual[k] * 48.0 / 50.0, 1e-12);
    }
}

}  // namespace
}  // namespace balmer::fit
