#include "balmer/fit/parameter_map.hpp"

#include "balmer/data/table.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/expr/parse.hpp"

#include <gtest/gtest.h>

namespace balmer::fit {
namespace {

data::Table<double> four_rows() { return {{{0.5, -1.25, 2.0, 3.5}}, {1.0, 2.0, -1.0, 0.25}, {}}; }

expr::Parsed parsed(std::string const& text) {
    std::vector<std::string> const features = {"x"};
    return expr::parse(text, features, expr::UnknownNames::are_parameters);
}

double mse_at(expr::Parsed const& formula, ParameterMap const& map,
              std::vector<double> parameters) {
    auto tree = formula.tree;
    map.apply(parameters, tree.constants);
    auto const table = four_rows();
    return eval::make_evaluator<double>()->loss(tree, table.rows()).squared_error_sum;
}

TEST(ParameterMap, ReducedGradientIsTheSlopeOfTheLossInTheParameters) {
    // a occurs twice, 3 is fixed.
    auto const formula = parsed("a*x + 3*sin(a*x + b)");
    ParameterMap const map{formula.parameter_of_constant, formula.parameter_names.size()};
    std::vector<double> const at = {0.7, -0.4};
    auto tree = formula.tree;
    map.apply(at, tree.constants);
    auto const table = four_rows();
    eval::NormalEquations sums;
    eval::make_evaluator<double>()->normal_equations(tree, table.rows(), sums);
    auto const reduced = map.reduce(sums);
    ASSERT_EQ(reduced.constant_count(), 2u);
    double const step = 1e-6;
    for (std::size_t i = 0; i < 2; ++i) {
        auto up = at, down = at;
        up[i] += step;
        down[i] -= step;
        // d/dp Σ r² = 2 Jᵀ r.
        double const slope = (mse_at(formula, map, up) - mse_at(formula, map, down)) / (2 * step);
        EXPECT_NEAR(2 * reduced.gradient[i], slope, 1e-7 * std::abs(slope) + 1e-7) << i;
    }
    EXPECT_EQ(reduced.loss, sums.loss);
}

TEST(ParameterMap, ReducedCurvatureIsThatOfTheSameFormulaWithOneLeaf) {
    // x·(a + a) has the Jacobian 2x: curvature 4 Σ x².
    auto const twice = parsed("x*(a + a)");
    ParameterMap const map{twice.parameter_of_constant, 1};
    auto const table = four_rows();
    eval::NormalEquations sums;
    eval::make_evaluator<double>()->normal_equations(twice.tree, table.rows(), sums);
    double squares = 0;
    for (double const x : table.feature(0)) squares += x * x;
    EXPECT_DOUBLE_EQ(map.reduce(sums).curvature.at(0), 4 * squares);
}

TEST(ParameterMap, NumbersStayWhenOthersMove) {
    auto const formula = parsed("a*x + 3");
    ParameterMap const map{formula.parameter_of_constant, 1};
    auto constants = formula.tree.constants;
    map.apply(std::vector<double>{7.5}, constants);
    EXPECT_EQ(constants, (std::vector<double>{7.5, 3}));
}

}  // namespace
}  // namespace balmer::fit
