#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/expr/parse.hpp"
#include "balmer/fit/standard_errors.hpp"
#include "balmer/scoring/formula_fit.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::scoring {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

/// Events x in [50, 100], both ends included, with y(x) plus noise.
class FitOnEdge : public ::testing::Test {
protected:
    static constexpr std::size_t row_count = 640;

    /// `noise` of the two ends is `at_ends` instead.
    void make(std::function<double(double)> const& y, double noise, double at_ends) {
        plan_ = shards_of_events(row_count);
        std::vector<AlignedVector<double>> x(plan_.shard_count), targets(plan_.shard_count);
        RandomStream stream(5, 0, 0, Purpose::test);
        for (std::size_t row = 0; row < row_count; ++row) {
            bool const is_end = row == 0 || row == row_count - 1;
            double const place = 50 + 50.0 * static_cast<double>(row) / (row_count - 1);
            double const spread = noise * stream.normal();
            x[row % plan_.shard_count].push_back(place);
            targets[row % plan_.shard_count].push_back(y(place) + (is_end ? at_ends : spread));
        }
        shards_.clear();
        for (std::size_t k = 0; k < plan_.shard_count; ++k) {
            shards_.push_back({static_cast<std::uint32_t>(k), {{x[k]}, targets[k], {}}});
        }
    }

    FormulaFit fit(std::string const& formula, FormulaFitSettings const& settings = {}) {
        auto const parsed = expr::parse(formula, features_, expr::UnknownNames::are_parameters);
        TeamScorer scorer(alone_, shards_, plan_);
        fit::ParameterMap const map{parsed.parameter_of_constant, parsed.parameter_names.size()};
        return fit_formula(scorer, parsed.tree, map, settings);
    }

    std::vector<std::string> const features_ = {"x"};
    parallel::Communicator const alone_;
    data::ShardPlan plan_;
    std::vector<Shard> shards_;
};

double error_of(FormulaFit const& fit, std::size_t k) {
    return fit::standard_errors(fit.covariance).at(k);
}

TEST_F(FitOnEdge, ReachesTheEdgeWhereEveryStartIsOutside) {
    make([](double x) { return 3 * std::sqrt(100 - x); }, 0.01, -0.2);
    auto const result = fit("a*sqrt(b - x)");
    EXPECT_EQ(result.status, fit::FitStatus::converged);
    EXPECT_NEAR(result.parameters[0], 3, 0.01);
    EXPECT_EQ(result.parameters[1], 100);
    EXPECT_EQ(result.limits, (std::vector{ParameterLimit::none, ParameterLimit::domain}));
    ASSERT_EQ(result.edges.size(), 1u);
    EXPECT_EQ(result.edges[0].outward, (std::vector{0, -1}));
    EXPECT_TRUE(std::isnan(error_of(result, 1)));
    // The error of a with b fixed: a linear fit.
    auto const linear = fit("a*sqrt(100 - x)");
    EXPECT_NEAR(result.parameters[0], linear.parameters[0], 1e-9);
    EXPECT_NEAR(error_of(result, 0), error_of(linear, 0), 1e-9 * error_of(linear, 0));
    EXPECT_NEAR(result.robust_covariance[0], linear.robust_covariance[0],
                1e-6 * linear.robust_covariance[0]);
}

TEST_F(FitOnEdge, MovesAlongAnEdgeThatTiesTwoConstants) {
    make([](double x) { return 3 * std::sqrt(x - 50); }, 0.1, -0.2);
    auto const one = fit("a*sqrt(x - b)");
    auto const tied = fit("sqrt(a*x - b)");
    EXPECT_EQ(one.parameters[1], 50);
    // Rounding may keep a tied argument from being exactly zero.
    EXPECT_LT(tied.relative_gradient, 1e-5);
    EXPECT_NEAR(tied.mse, one.mse, 1e-9 * one.mse);
    EXPECT_NEAR(tied.parameters[0], one.parameters[0] * one.parameters[0], 1e-5);
    EXPECT_EQ(tied.limits, (std::vector{ParameterLimit::domain, ParameterLimit::domain}));
    EXPECT_TRUE(std::isnan(error_of(tied, 0)));
    ASSERT_EQ(tied.edges.size(), 1u);
    EXPECT_EQ(tied.edges[0].outward, (std::vector{-1, 1}));
}

TEST_F(FitOnEdge, TwoEventsMayHoldOneArgument) {
    // Without noise both arguments are exactly zero, and only one of them is the lowest.
    for (double const noise : {0.01, 0.0}) {
        make([](double x) { return std::sqrt((x - 50) * (100 - x)); }, noise, -50 * noise);
        auto const result = fit("sqrt((x - a)*(b - x))");
        EXPECT_EQ(std::min(result.parameters[0], result.parameters[1]), 50);
        EXPECT_EQ(std::max(result.parameters[0], result.parameters[1]), 100);
        EXPECT_EQ(result.limits, (std::vector{ParameterLimit::domain, ParameterLimit::domain}));
    }
}

TEST_F(FitOnEdge, AnOptimumInsideHasUsualErrors) {
    make([](double x) { return 3 * std::log(100.01 - x); }, 0.1, 0);
    auto const result = fit("a*log(b - x)");
    EXPECT_NEAR(result.parameters[0], 3, 0.01);
    EXPECT_NEAR(result.parameters[1], 100.01, 0.01);
    EXPECT_EQ(result.limits, std::vector(2, ParameterLimit::none));
    EXPECT_TRUE(result.edges.empty());
    EXPECT_GT(error_of(result, 1), 0);
}

TEST_F(FitOnEdge, FindsFormulasThatNoStartCanEvaluate) {
    struct Case {
        std::string formula;
        std::function<double(double)> truth;
    };
    for (auto const& [formula, truth] : std::vector<Case>{
             {"sqrt(log(b - x))", [](double x) { return std::sqrt(std::log(102 - x)); }},
             {"(x - a)^b*(c - x)^d",
              [](double x) { return std::pow(x - 45, 0.7) * std::pow(110 - x, -0.3); }},
             {"acos(a*x + b)", [](double x) { return std::acos((x - 75) / 25.5); }},
             {"sqrt(1 - (x/a)^2)", [](double x) { return std::sqrt(1 - x * x / 10100); }},
             {"sqrt((x - a)/(b - x))", [](double x) { return std::sqrt((x - 49) / (120 - x)); }},
             {"a/sqrt(b - x)", [](double x) { return 2 / std::sqrt(101 - x); }},
             {"sqrt(a - sqrt(x - b))", [](double x) { return std::sqrt(8 - std::sqrt(x - 45)); }},
             {"sqrt(b - x) + a*log(x - c)",
              [](double x) { return std::sqrt(101 - x) + 2 * std::log(x - 40); }}}) {
        make(truth, 1e-3, 0);
        EXPECT_LT(fit(formula).mse, 1.3e-6) << formula;
    }
}

TEST_F(FitOnEdge, AStartThatOverflowsIsScaledDown) {
    make([](double x) { return std::exp(-0.02 * x); }, 1e-3, 0);
    auto const result = fit("exp(1000*a*x)", {.start_count = 1});
    EXPECT_NEAR(result.parameters[0], -2e-5, 1e-7);
}

TEST_F(FitOnEdge, StaysWithinBoundsAndReportsThem) {
    make([](double x) { return 3 * (x - 75) + 10; }, 0.1, 0);
    auto const free = fit("a*(x - 75) + b");
    EXPECT_EQ(free.limits, std::vector(2, ParameterLimit::none));
    FormulaFitSettings settings;
    settings.bounds = {{-unbounded, 10.5}, {2, 12}};
    auto const bounded = fit("a*(x - 75) + b", settings);
    EXPECT_EQ(bounded.parameters, (std::vector{2.0, 10.5}));
    EXPECT_EQ(bounded.limits,
              (std::vector{ParameterLimit::upper_bound, ParameterLimit::lower_bound}));
    EXPECT_EQ(bounded.status, fit::FitStatus::converged);
    EXPECT_TRUE(std::isnan(error_of(bounded, 0)));
    settings.bounds = {{-9, -9}, {9, 19}};
    auto const loose = fit("a*(x - 75) + b", settings);
    EXPECT_EQ(loose.limits, std::vector(2, ParameterLimit::none));
    EXPECT_NEAR(loose.parameters[1], free.parameters[1], 1e-9);
}

TEST_F(FitOnEdge, TheFirstStartIsTheOneGiven) {
    make([](double x) { return std::sin(x); }, 0.01, 0);
    // From 1 the fit ends at another period.
    auto const given = fit("sin(x + a)", {.start_count = 1, .start = {12.5}});
    EXPECT_NEAR(given.parameters[0], 4 * std::acos(-1.0), 0.01);
}

}  // namespace
}  // namespace balmer::scoring
