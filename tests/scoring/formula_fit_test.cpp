#include "balmer/scoring/formula_fit.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"
#include "balmer/fit/standard_errors.hpp"
#include "balmer/formats/event_file.hpp"
#include "balmer/scoring/formula.hpp"

#include "support/temporary_folder.hpp"

#include <cmath>

namespace balmer::scoring {
namespace {

/// y = 2 sin(1.5 x + 0.3) + noise that grows with |x|; 4,001 rows in 64 shards.
class FitFormula : public tests::TemporaryFolder {
protected:
    FitFormula() {
        RandomStream stream(7, 0, 0, Purpose::test);
        for (int i = 0; i < 4001; ++i) {
            x_.push_back(stream.uniform(-2, 2));
            double const noise = 0.1 * std::abs(x_.back()) * stream.normal();
            y_.push_back(2 * std::sin(1.5 * x_.back() + 0.3) + noise);
        }
        formats::write_event_file(folder_ / "events.h5",
                                  {.process = "test",
                                   .parameters = "{}",
                                   .seed = 7,
                                   .created_by = "test",
                                   .features = {{"z", "", "", y_}, {"x", "", "", x_}},
                                   .targets = {{"y", "", "", y_}}});
    }

    BoundFormula bind(std::string const& expression) const {
        FormulaInput input;
        input.expression = expression;
        input.data.file = folder_ / "events.h5";
        input.data.target = "y";
        return bind_formula(input, expr::UnknownNames::are_parameters);
    }

    FormulaFit fit(std::string const& expression, FormulaFitSettings const& settings = {}) const {
        auto const bound = bind(expression);
        auto const plan = shards_of_events(bound.row_count);
        auto const shards = read_own_shards(alone_, bound.data, plan);
        TeamScorer scorer(alone_, shards, plan);
        fit::ParameterMap const map{bound.formula.parameter_of_constant,
                                    bound.formula.parameter_names.size()};
        return fit_formula(scorer, bound.formula.tree, map, settings);
    }

    parallel::Communicator alone_;
    std::vector<double> x_, y_;
};

TEST_F(FitFormula, ReadsOnlyTheColumnsItUses) {
    EXPECT_EQ(bind("a*x").feature_names, std::vector<std::string>{"x"});
    EXPECT_EQ(bind("a*z+x").feature_names, (std::vector<std::string>{"z", "x"}));
}

TEST_F(FitFormula, FindsTheFormulaThatMadeTheData) {
    auto const result = fit("a*sin(b*x + c)");
    ASSERT_EQ(result.parameters.size(), 3u);
    // Signs of (a, b, c) may flip together; |b| cannot.
    EXPECT_NEAR(std::abs(result.parameters[1]), 1.5, 0.01);
    EXPECT_NEAR(result.mse, 0.01 * 4.0 / 3.0, 0.001);
    EXPECT_TRUE(result.status == fit::FitStatus::converged ||
                result.status == fit::FitStatus::stalled);
    EXPECT_LT(result.relative_gradient, 1e-7);
    EXPECT_TRUE(result.flat_directions.empty());
}

TEST_F(FitFormula, OfEqualOptimaReturnsTheNearestToTheStart) {
    // Signs of a, b and c may flip, and c may move by pi: the start is at 1, 1, 1.
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        auto const result = fit("a*sin(b*x + c)", {.seed = seed});
        EXPECT_NEAR(result.parameters[0], 2, 0.02);
        EXPECT_NEAR(result.parameters[1], 1.5, 0.01);
        EXPECT_NEAR(result.parameters[2], 0.3, 0.02);
    }
}

TEST_F(FitFormula, ReportsEachEvaluation) {
    std::size_t told = 0, told_on_all = 0;
    FormulaFitSettings settings;
    settings.start_count = 2;
    settings.progress = [&](FitProgress const& now) {
        now.is_on_sample ? ++told : ++told_on_all;
        EXPECT_TRUE(std::isfinite(now.mse));
    };
    auto const result = fit("a*x", settings);
    EXPECT_GE(told, 2u);
    EXPECT_EQ(told_on_all, static_cast<std::size_t>(result.evaluation_count));
}

TEST_F(FitFormula, ANameUsedTwiceIsOneConstant) {
    // 2 sin(a x + 0.3) written so that a appears twice.
    auto const twice = fit("2*sin(a*x/2 + 0.3 + x*a/2)");
    auto const once = fit("2*sin(a*x + 0.3)");
    ASSERT_EQ(twice.parameters.size(), 1u);
    EXPECT_NEAR(twice.parameters[0], once.parameters[0], 1e-9);
    EXPECT_NEAR(twice.covariance[0], once.covariance[0], 1e-9 * once.covariance[0]);
    EXPECT_NEAR(twice.robust_covariance[0], once.robust_covariance[0],
                1e-9 * once.robust_covariance[0]);
}

TEST_F(FitFormula, RobustErrorsAreTheSandwichOfTheResiduals) {
    auto const result = fit("a*x");
    double curvature = 0, filling = 0;
    for (std::size_t i = 0; i < x_.size(); ++i) {
        double const residual = result.parameters[0] * x_[i] - y_[i];
        curvature += x_[i] * x_[i];
        filling += residual * residual * x_[i] * x_[i];
    }
    double const expected = filling / (curvature * curvature);
    EXPECT_NEAR(result.robust_covariance[0], expected, 1e-9 * expected);
    EXPECT_GT(std::abs(result.covariance[0] / expected - 1), 0.05);
}

TEST_F(FitFormula, ReportsTheScaleThatTwoFactorsShare) {
    auto const result = fit("a*(b*x)");
    ASSERT_EQ(result.flat_directions.size(), 1u);
    EXPECT_TRUE(std::isnan(fit::standard_errors(result.covariance)[0]));
}

TEST_F(FitFormula, ThrowsIfTheFormulaIsNeverFinite) {
    EXPECT_THROW(fit("log(-1 - x*x)*a"), DataError);
}

TEST_F(FitFormula, TheSampleConsistsOfWholeShards) {
    auto const plan = shards_of_events(bind("a*x").row_count);
    EXPECT_EQ(plan.shard_count, 64u);
    EXPECT_EQ(shards_with_rows(plan, 100), 2u);  // 63 rows in the first, 63 in the next
    EXPECT_EQ(shards_with_rows(plan, 1000000), 64u);
}

}  // namespace
}  // namespace balmer::scoring
