#include "balmer/report/fit_report.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace balmer::report {
namespace {

using nlohmann::json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The fit of a formula in x and z whose unknown names are its constants.
struct SampleFit {
    explicit SampleFit(std::string const& formula, std::vector<double> values) {
        bound.feature_names = {"x", "z"};
        bound.formula =
            expr::parse(formula, bound.feature_names, expr::UnknownNames::are_parameters);
        bound.row_count = 500;
        map = {bound.formula.parameter_of_constant, values.size()};
        auto const count = values.size();
        result.parameters = std::move(values);
        result.limits.assign(count, scoring::ParameterLimit::none);
        result.status = fit::FitStatus::converged;
        result.evaluation_count = 12;
        result.mse = 0.25;
        result.relative_gradient = 1.5e-11;
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                result.covariance.push_back(i == j ? 0.01 : 0.001);
                result.robust_covariance.push_back(i == j ? 0.04 : 0.002);
                result.correlation.push_back(i == j ? 1.0 : 0.1 * static_cast<double>(i + j));
            }
        }
    }

    FitReport report() const {
        return {bound, map, bound.formula.parameter_names, result, "interpreter"};
    }
    std::string text() const { return fit_text(report()); }
    json parsed() const { return json::parse(fit_json(report())); }

    scoring::BoundFormula bound;
    fit::ParameterMap map;
    scoring::FormulaFit result;
};

void expect_contains(std::string const& text, std::string const& part) {
    EXPECT_NE(text.find(part), std::string::npos) << "no '" << part << "' in\n" << text;
}

void expect_without(std::string const& text, std::string const& part) {
    EXPECT_EQ(text.find(part), std::string::npos) << "'" << part << "' in\n" << text;
}

TEST(FitReport, TextHasTheFormulaAndATableOfConstants) {
    auto const text = SampleFit("a*x + b*z", {0.1, 2.0 / 3}).text();
    expect_contains(text, "rounded   0.1*x + 0.6667*z\n");
    expect_contains(text, "formula   0.1*x + 0.6666666666666666*z\n");
    expect_contains(text, "mse       0.25\n");
    expect_contains(text, "events    500\n");
    expect_contains(text, "status    converged, relative gradient 1.5e-11\n");
    expect_contains(text,
                    "constant                        value          error   robust error\n"
                    "a                 0.10000000000000001            0.1            0.2\n"
                    "b                 0.66666666666666663            0.1            0.2\n");
    expect_contains(text,
                    "correlation         a        b\n"
                    "a              1.0000\n"
                    "b              0.1000   1.0000\n");
    expect_without(text, "WARNING");
    expect_without(text, "-: undefined");
}

TEST(FitReport, OneConstantHasNoTableOfCorrelations) {
    auto const text = SampleFit("a*x", {0.5}).text();
    expect_contains(text, "formula   0.5*x\n");
    expect_without(text, "correlation");
}

TEST(FitReport, ASharedConstantHasOneRowAndAllItsPlaces) {
    SampleFit const sample("a*x + sin(a*z)", {0.5});
    expect_contains(sample.text(), "formula   0.5*x + sin(0.5*z)\n");
    EXPECT_EQ(sample.parsed()["constants"].size(), 1u);
}

TEST(FitReport, SignsAreWrittenIntoTheConstants) {
    EXPECT_EQ(SampleFit("-a + x*-b", {0.5, -3}).parsed()["formula"],
              SampleFit("c + x*d", {-0.5, 3}).parsed()["formula"]);
}

TEST(FitReport, JsonHasTheConstantsAndTheWholeCorrelationMatrix) {
    auto const report = SampleFit("a*x + b*z + c", {0.1, 0.2, 0.3}).parsed();
    EXPECT_EQ(report["mse"], 0.25);
    EXPECT_EQ(report["events"], 500);
    EXPECT_EQ(report["status"], "converged");
    EXPECT_EQ(report["evaluations"], 12);
    EXPECT_EQ(report["relative_gradient"], 1.5e-11);
    EXPECT_EQ(report["evaluator"], "interpreter");
    EXPECT_EQ(report["flat_directions"], json::array());
    EXPECT_TRUE(report["latex"].is_string());
    ASSERT_EQ(report["constants"].size(), 3u);
    EXPECT_EQ(report["constants"][1]["name"], "b");
    EXPECT_EQ(report["constants"][1]["value"], 0.2);
    EXPECT_DOUBLE_EQ(report["constants"][1]["standard_error"].get<double>(), 0.1);
    EXPECT_DOUBLE_EQ(report["constants"][1]["robust_error"].get<double>(), 0.2);
    ASSERT_EQ(report["correlation"].size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        ASSERT_EQ(report["correlation"][i].size(), 3u);
        for (std::size_t j = 0; j < 3; ++j) {
            EXPECT_DOUBLE_EQ(report["correlation"][i][j].get<double>(),
                             i == j ? 1 : 0.1 * static_cast<double>(i + j));
        }
    }
}

TEST(FitReport, UndefinedErrorsAreDashesAndNull) {
    SampleFit sample("a*b*x", {2, 3});
    sample.result.covariance = {nan, nan, nan};
    sample.result.robust_covariance = {nan, nan, nan};
    sample.result.correlation = {nan, nan, nan};
    auto const text = sample.text();
    expect_contains(text, "a                                   2              -              -\n");
    expect_contains(text, "b                   -        -\n");
    expect_contains(text, "-: undefined, because the data do not fix the constant");
    auto const report = sample.parsed();
    EXPECT_TRUE(report["constants"][0]["standard_error"].is_null());
    EXPECT_TRUE(report["correlation"][0][1].is_null());
}

TEST(FitReport, FlatDirectionsNameTheirConstants) {
    SampleFit sample("a*b*x + c", {2, 3, 4});
    sample.result.flat_directions = {{3e-14, {1, -0.5, 1e-9}}};
    expect_contains(sample.text(),
                    "WARNING: the data do not fix +1 a -0.5 b (flat direction, eigenvalue ratio "
                    "3e-14). Fix or drop one of these constants?\n");
    auto const flat = sample.parsed()["flat_directions"];
    ASSERT_EQ(flat.size(), 1u);
    EXPECT_EQ(flat[0]["eigenvalue_ratio"], 3e-14);
    EXPECT_EQ(flat[0]["direction"], (std::vector<double>{1, -0.5, 1e-9}));
}

TEST(FitReport, AnExhaustedFitIsAWarning) {
    SampleFit sample("a*x", {0.5});
    sample.result.status = fit::FitStatus::exhausted;
    auto const text = sample.text();
    expect_contains(text, "status    exhausted (not at an optimum), ");
    expect_contains(text, "WARNING: no optimum after 12 evaluations");
    EXPECT_EQ(sample.parsed()["status"], "exhausted");
}

TEST(FitReport, LargeFormulasAreNotRounded) {
    std::string formula = "a";
    for (int i = 0; i < 250; ++i) formula += "+x";
    auto const text = SampleFit(formula, {0.5}).text();
    EXPECT_TRUE(text.starts_with("formula   ")) << text.substr(0, 100);
}

}  // namespace
}  // namespace balmer::report
