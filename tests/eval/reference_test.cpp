// The reference evaluator, compared with the evaluation of trees at single rows and with finite
// differences.
#include "balmer/eval/evaluator.hpp"

#include "eval/derivative.hpp"
#include "problem.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

TEST(ReferenceEvaluator, ValuesAreThoseOfTheTree) {
    Problem<double> problem(40, 3, Data::special, Weights::none, 31);
    auto const rows = problem.rows();
    TreeMaker trees(all_operators(), 3, 32);
    auto const reference = make_evaluator<double>(Backend::reference);
    std::vector<double> values(rows.row_count);
    for (int round = 0; round < 200; ++round) {
        auto const tree = trees.make(1 + round % 30);
        reference->values(tree, rows, values);
        for (std::size_t i = 0; i < rows.row_count; ++i) {
            double const row[] = {rows.features[0][i], rows.features[1][i], rows.features[2][i]};
            double const expected = expr::evaluate(tree, row);
            ASSERT_TRUE(values[i] == expected || (std::isnan(values[i]) && std::isnan(expected)))
                << describe(tree);
        }
    }
}

TEST(ReferenceEvaluator, DerivativesEqualCentralDifferences) {
    RandomStream stream(33, 0, 0, balmer::Purpose::test);
    double const step = 1e-5;
    for (auto const op : all_operators()) {
        for (int round = 0; round < 200; ++round) {
            double const x = stream.uniform(0.1, 0.9);
            double const y = stream.uniform(1.1, 2.0) * (round % 2 == 0 ? 1.0 : 0.02);
            auto const difference = [&](double dx, double dy) {
                if (expr::arity(op) == 1) {
                    return (expr::apply(op, x + dx) - expr::apply(op, x - dx)) / (2 * step);
                }
                return (expr::apply(op, x + dx, y + dy) - expr::apply(op, x - dx, y - dy)) /
                       (2 * step);
            };
            // The error is due to the third derivative, up to 1e4 at the ends of the interval.
            auto const expect_near = [&](double slope, double expected) {
                EXPECT_NEAR(slope, expected, 1e-6 * (1 + std::abs(slope)))
                    << expr::name(op) << " at " << x << ", " << y;
            };
            if (expr::arity(op) == 1) {
                expect_near(derivative(op, x), difference(step, 0));
            } else {
                auto const slopes = derivatives(op, x, y);
                expect_near(slopes.dx, difference(step, 0));
                expect_near(slopes.dy, difference(0, step));
            }
        }
    }
}

TEST(ReferenceEvaluator, SlopesAtEdgesAndKinksFollowTheConventions) {
    EXPECT_EQ(derivative(Opcode::abs, 0.0), 0.0);
    EXPECT_EQ(derivative(Opcode::sqrt, 0.0), 0.0);
    EXPECT_EQ(derivative(Opcode::asin, 1.0), 0.0);
    EXPECT_EQ(derivative(Opcode::acos, -1.0), 0.0);
    EXPECT_EQ(derivatives(Opcode::pow, 0.0, 0.5).dx, 0.0);
    EXPECT_EQ(derivatives(Opcode::pow, 0.0, 1.0).dx, 1.0);
    EXPECT_EQ(derivatives(Opcode::pow, 0.0, 2.0).dy, 0.0);
    EXPECT_EQ(derivatives(Opcode::min, 1.0, 1.0).dy, 1.0);
    EXPECT_EQ(derivatives(Opcode::max, 1.0, 1.0).dx, 1.0);
}

/// f(c) of each row, by the reference.
std::vector<double> values_at(expr::Tree tree, std::size_t constant, double shift,
                              data::Rows<double> const& rows) {
    tree.constants[constant] += shift;
    std::vector<double> values(rows.row_count);
    make_evaluator<double>(Backend::reference)->values(tree, rows, values);
    return values;
}

TEST(ReferenceEvaluator, NormalEquationsEqualCentralDifferences) {
    Problem<double> problem(50, 3, Data::tame, Weights::random, 34);
    auto const rows = problem.rows();
    // No operators with kinks, where differences are not derivatives.
    TreeMaker trees({Opcode::add, Opcode::sub, Opcode::mul, Opcode::square, Opcode::sin,
                     Opcode::cos, Opcode::atan, Opcode::tanh},
                    3, 35);
    auto const reference = make_evaluator<double>(Backend::reference);
    double const step = 1e-5;
    for (int round = 0; round < 60; ++round) {
        auto const tree = trees.make(3 + round % 12);
        std::size_t const count = tree.constants.size();
        if (count == 0) continue;
        NormalEquations sums;
        reference->normal_equations(tree, rows, sums);
        auto const values = values_at(tree, 0, 0, rows);
        std::vector<std::vector<double>> slopes(count);
        for (std::size_t k = 0; k < count; ++k) {
            auto const above = values_at(tree, k, step, rows);
            auto const below = values_at(tree, k, -step, rows);
            for (std::size_t i = 0; i < rows.row_count; ++i) {
                slopes[k].push_back((above[i] - below[i]) / (2 * step));
            }
        }
        for (std::size_t k = 0; k < count; ++k) {
            double gradient = 0, scale = 1;
            for (std::size_t i = 0; i < rows.row_count; ++i) {
                double const term = rows.weights[i] * slopes[k][i] * (values[i] - rows.target[i]);
                gradient += term;
                scale += std::abs(term) + rows.weights[i] * slopes[k][i] * slopes[k][i];
            }
            ASSERT_NEAR(sums.gradient[k], gradient, 1e-5 * scale) << describe(tree);
            for (std::size_t l = 0; l <= k; ++l) {
                double curvature = 0;
                double bound = 1;
                for (std::size_t i = 0; i < rows.row_count; ++i) {
                    double const term = rows.weights[i] * slopes[k][i] * slopes[l][i];
                    curvature += term;
                    bound += std::abs(term);
                }
                ASSERT_NEAR(sums.curvature[packed_index(k, l)], curvature, 1e-5 * bound)
                    << describe(tree);
            }
        }
    }
}

}  // namespace
}  // namespace balmer::eval
