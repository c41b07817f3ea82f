#include "balmer/fit/levenberg_marquardt.hpp"

#include "balmer/eval/optimum.hpp"

#include "base/allocation_count.hpp"
#include "fit/misra1a.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include <gtest/gtest.h>

namespace balmer::fit {
namespace {

LevenbergMarquardt fitted_from(std::vector<double> start,
                               LevenbergMarquardtSettings const& settings = {}) {
    LevenbergMarquardt search(std::move(start), settings);
    while (search.status() == FitStatus::running) {
        auto const point = search.proposal();
        search.absorb(misra1a::sums_at({point.begin(), point.end()}));
    }
    return search;
}

TEST(LevenbergMarquardt, ReachesTheCertifiedAnswerFromBothOfficialStarts) {
    for (auto const& start : {std::vector<double>{500, 0.0001}, std::vector<double>{250, 0.0005}}) {
        auto const search = fitted_from(start);
        EXPECT_NE(search.status(), FitStatus::exhausted);
        EXPECT_NEAR(search.constants()[0], misra1a::certified_b1, 1e-8 * misra1a::certified_b1);
        EXPECT_NEAR(search.constants()[1], misra1a::certified_b2, 1e-8 * misra1a::certified_b2);
        EXPECT_NEAR(search.sums().loss.squared_error_sum, misra1a::certified_squared_error_sum,
                    1e-10);
        EXPECT_LT(eval::relative_gradient(search.sums()), 1e-7);
    }
}

TEST(LevenbergMarquardt, NeverReturnsWorseConstantsThanItWasGiven) {
    std::vector<double> const start{500, 0.0001};
    double const before = misra1a::sums_at(start).loss.squared_error_sum;
    double last = before;
    for (int evaluations = 1; evaluations < 12; ++evaluations) {
        auto const search = fitted_from(start, {.max_evaluations = evaluations});
        EXPECT_EQ(search.evaluation_count(), evaluations);
        EXPECT_LE(search.sums().loss.squared_error_sum, last);
        EXPECT_EQ(misra1a::sums_at(search.constants()), search.sums());
        last = search.sums().loss.squared_error_sum;
    }
    EXPECT_LT(last, before);
}

TEST(LevenbergMarquardt, ARestartedSearchIsAsGoodAsNew) {
    LevenbergMarquardt restarted(std::vector<double>(5, 1.0));
    for (auto const& start : {std::vector<double>{500, 0.0001}, std::vector<double>{250, 0.0005}}) {
        LevenbergMarquardtSettings const settings{.max_evaluations = 9};
        restarted.restart(start, settings);
        EXPECT_EQ(restarted.constants(), start);
        EXPECT_EQ(restarted.evaluation_count(), 0);
        while (restarted.status() == FitStatus::running) {
            auto const point = restarted.proposal();
            restarted.absorb(misra1a::sums_at({point.begin(), point.end()}));
        }
        auto const fresh = fitted_from(start, settings);
        EXPECT_EQ(restarted.status(), fresh.status());
        EXPECT_EQ(restarted.evaluation_count(), fresh.evaluation_count());
        EXPECT_EQ(restarted.constants(), fresh.constants());
        EXPECT_EQ(restarted.sums(), fresh.sums());
    }
}

TEST(LevenbergMarquardt, ARestartedSearchAllocatesNothing) {
    std::vector<double> const start{500, 0.0001};
    LevenbergMarquardt search(start, {.max_evaluations = 9});
    // The sums at the start for every proposal: no step appears to improve anything.
    auto const sums = misra1a::sums_at(start);
    auto const run = [&] {
        while (search.status() == FitStatus::running) search.absorb(sums);
    };
    run();
    long const before = testing::allocation_count();
    search.restart(start, {.max_evaluations = 9});
    run();
    EXPECT_EQ(search.evaluation_count(), 9);
    EXPECT_EQ(testing::allocation_count(), before);
}

TEST(LevenbergMarquardt, SaysFailedWhereTheStartHasNoValue) {
    LevenbergMarquardt search({1.0});
    eval::NormalEquations sums;
    sums.reset(1);
    sums.loss = {10, 10.0, std::numeric_limits<double>::quiet_NaN()};
    EXPECT_EQ(search.absorb(sums), FitStatus::failed);
    EXPECT_EQ(search.constants(), std::vector<double>{1.0});
}

TEST(LevenbergMarquardt, ComesBackFromStepsIntoNothing) {
    // A model whose sums are infinite beyond x = 1.5: the first full step lands there.
    LevenbergMarquardt search({0.0}, {.initial_damping = 1e-9});
    auto const sums_at = [](double x) {
        eval::NormalEquations sums;
        sums.reset(1);
        bool const outside = x > 1.5;
        double const residual = x - 2.0;
        sums.loss = {1, 1.0,
                     outside ? std::numeric_limits<double>::infinity() : residual * residual};
        sums.gradient[0] = residual;
        sums.curvature[0] = 1.0;
        return sums;
    };
    while (search.status() == FitStatus::running) search.absorb(sums_at(search.proposal()[0]));
    EXPECT_GT(search.constants()[0], 1.0);
    EXPECT_LE(search.constants()[0], 1.5);
}

TEST(LevenbergMarquardt, HoldsAConstantThatDoesNothing) {
    LevenbergMarquardt search({0.0, 7.0});
    while (search.status() == FitStatus::running) {
        double const residual = search.proposal()[0] - 2.0;
        eval::NormalEquations sums;
        sums.reset(2);
        sums.loss = {1, 1.0, residual * residual};
        sums.gradient[0] = residual;
        sums.curvature[0] = 1.0;
        search.absorb(sums);
    }
    EXPECT_NEAR(search.constants()[0], 2.0, 1e-8);
    EXPECT_EQ(search.constants()[1], 7.0);
}

/// The sums of r = (x - 2, x + y - 5, 3 (y - z)), whose optimum is (2, 3, 3).
eval::NormalEquations three_residuals(std::span<double const> c) {
    double const residuals[] = {c[0] - 2, c[0] + c[1] - 5, 3 * (c[1] - c[2])};
    double const jacobian[][3] = {{1, 0, 0}, {1, 1, 0}, {0, 3, -3}};
    eval::NormalEquations sums;
    sums.reset(3);
    sums.loss = {3, 3, 0};
    for (std::size_t row = 0; row < 3; ++row) {
        sums.loss.squared_error_sum += residuals[row] * residuals[row];
        for (std::size_t i = 0; i < 3; ++i) {
            sums.gradient[i] += jacobian[row][i] * residuals[row];
            for (std::size_t j = 0; j <= i; ++j) {
                sums.curvature[eval::packed_index(i, j)] += jacobian[row][i] * jacobian[row][j];
            }
        }
    }
    return sums;
}

constexpr double unbounded = std::numeric_limits<double>::infinity();

TEST(LevenbergMarquardt, FindsTheOptimumWithinBounds) {
    // With x <= 1 the loss (x - 2)² + (x + y - 5)² + 9 (y - z)² is least at x = 1, y = z = 4; with
    // z <= 2 as well, at the y that minimises (y - 4)² + 9 (y - 2)².
    for (double const largest_z : {unbounded, 2.0}) {
        Bounds const bounds{{-unbounded, 0, -unbounded}, {1, unbounded, largest_z}};
        LevenbergMarquardt search({-3, 7, 1}, {}, bounds);
        while (search.status() == FitStatus::running) {
            for (std::size_t k = 0; k < 3; ++k) {
                EXPECT_EQ(bounds.clamp(k, search.proposal()[k]), search.proposal()[k]);
            }
            search.absorb(three_residuals(search.proposal()));
        }
        EXPECT_EQ(search.status(), FitStatus::converged);
        EXPECT_EQ(search.constants()[0], 1);
        EXPECT_NEAR(search.constants()[1], largest_z == 2 ? 2.2 : 4, 1e-6);
        EXPECT_NEAR(search.constants()[2], std::min(4.0, largest_z), 1e-6);
    }
}

TEST(LevenbergMarquardt, ABoundThatIsNotReachedChangesNothing) {
    std::vector<double> const start{500, 0.0001};
    LevenbergMarquardt search(start, {}, {{0, 0}, {1e4, unbounded}});
    while (search.status() == FitStatus::running) {
        auto const point = search.proposal();
        search.absorb(misra1a::sums_at({point.begin(), point.end()}));
    }
    auto const free = fitted_from(start);
    EXPECT_EQ(search.constants(), free.constants());
    EXPECT_EQ(search.sums(), free.sums());
    EXPECT_EQ(search.evaluation_count(), free.evaluation_count());
}

TEST(LevenbergMarquardt, LeavesABoundBehindWhichTheLossFalls) {
    LevenbergMarquardt search({1, 0, 0}, {}, {{1, 0, 0}, {9, 9, 9}});
    while (search.status() == FitStatus::running) {
        search.absorb(three_residuals(search.proposal()));
    }
    EXPECT_NEAR(search.constants()[0], 2, 1e-6);
    EXPECT_NEAR(search.constants()[1], 3, 1e-6);
}

TEST(LevenbergMarquardt, MovesAlongALimitOfTheStep) {
    // y + z <= 4 ties two constants.
    LevenbergMarquardt search({0, 0, 0}, {.initial_damping = 1e-9});
    auto const limit = [&] {
        auto const& c = search.constants();
        return std::vector<StepLimit>{{4 - c[1] - c[2], {0, -1, -1}}};
    };
    search.absorb(three_residuals(search.proposal()));
    while (search.status() == FitStatus::running) {
        search.limit_steps(limit());
        if (search.status() != FitStatus::running) break;
        EXPECT_LE(search.proposal()[1] + search.proposal()[2], 4 + 1e-9);
        search.absorb(three_residuals(search.proposal()));
    }
    EXPECT_NEAR(search.constants()[1] + search.constants()[2], 4, 1e-9);
    auto const sums = three_residuals(search.constants());
    // At the least loss on the limit, the gradient is along (0, 1, 1).
    EXPECT_NEAR(sums.gradient[0], 0, 1e-5);
    EXPECT_NEAR(sums.gradient[1], sums.gradient[2], 1e-5);
}

TEST(LevenbergMarquardt, MoreConstantsThanTheStackHoldsFitAsWell) {
    // Σ_k (x_k - k)²: one step of an undamped linear problem.
    std::size_t const count = 24;
    LevenbergMarquardt search(std::vector<double>(count, 0.0));
    while (search.status() == FitStatus::running) {
        eval::NormalEquations sums;
        sums.reset(count);
        sums.loss = {count, static_cast<double>(count), 1e-3};
        for (std::size_t k = 0; k < count; ++k) {
            double const residual = search.proposal()[k] - static_cast<double>(k);
            sums.loss.squared_error_sum += residual * residual;
            sums.gradient[k] = residual;
            sums.curvature[eval::packed_index(k, k)] = 1.0;
        }
        search.absorb(sums);
    }
    for (std::size_t k = 0; k < count; ++k) {
        EXPECT_NEAR(search.constants()[k], static_cast<double>(k), 1e-6);
    }
}

}  // namespace
}  // namespace balmer::fit
