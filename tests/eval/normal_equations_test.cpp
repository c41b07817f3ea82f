// Gradients of the interpreter against those of the reference, of whole tables and of their shards.
#include "eval/interpreter.hpp"
#include "problem.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

template <class Scalar>
class NormalEquationsTest : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(NormalEquationsTest, Scalars);

/// Every sum within `tolerance` of the product of its columns' norms.
void expect_near(NormalEquations const& sums, NormalEquations const& expected, double tolerance,
                 std::string const& context) {
    ASSERT_EQ(sums.constant_count(), expected.constant_count());
    ASSERT_EQ(sums.loss.row_count, expected.loss.row_count);
    ASSERT_NEAR(sums.loss.weight_sum, expected.loss.weight_sum,
                tolerance * expected.loss.weight_sum);
    auto const norm = [&](std::size_t k) {
        return std::sqrt(expected.curvature[packed_index(k, k)]);
    };
    double const residual_norm = std::sqrt(expected.loss.squared_error_sum);
    ASSERT_NEAR(sums.loss.squared_error_sum, expected.loss.squared_error_sum,
                tolerance * expected.loss.squared_error_sum)
        << context;
    for (std::size_t k = 0; k < sums.constant_count(); ++k) {
        ASSERT_NEAR(sums.gradient[k], expected.gradient[k], tolerance * norm(k) * residual_norm)
            << "constant " << k << " of " << context;
        for (std::size_t l = 0; l <= k; ++l) {
            ASSERT_NEAR(sums.curvature[packed_index(k, l)], expected.curvature[packed_index(k, l)],
                        tolerance * norm(k) * norm(l))
                << "constants " << k << ", " << l << " of " << context;
        }
    }
}

bool is_tame(NormalEquations const& sums) {
    bool tame = std::isfinite(sums.loss.squared_error_sum) && sums.loss.squared_error_sum < 1e6;
    for (std::size_t k = 0; k < sums.constant_count(); ++k) {
        double const norm = sums.curvature[packed_index(k, k)];
        tame = tame && std::isfinite(norm) && norm < 1e6;
    }
    return tame;
}

// Operators that neither amplify rounding without bound nor leave their domain near these data.
std::vector<Opcode> const smooth_operators = {
    Opcode::add,  Opcode::sub, Opcode::mul, Opcode::min, Opcode::max, Opcode::neg,  Opcode::square,
    Opcode::cube, Opcode::abs, Opcode::sin, Opcode::cos, Opcode::exp, Opcode::atan, Opcode::tanh};

TYPED_TEST(NormalEquationsTest, EqualTheReferencesOnRandomTrees) {
    using P = Problem<TypeParam>;
    auto const reference = make_evaluator<TypeParam>(Backend::reference);
    double const tolerance = 2e4 * std::numeric_limits<TypeParam>::epsilon();
    std::size_t const row_counts[] = {0, 1, 33, 128, 256, 300, 601};
    for (auto const weights : {P::Weights::none, P::Weights::random}) {
        P problem(700, 5, P::Data::tame, weights, 21);
        for (auto const family : supported_families()) {
            TreeMaker trees(smooth_operators, 5, 22);
            auto const interpreter = make_interpreter<TypeParam>(family);
            int compared = 0;
            for (int round = 0; round < 200; ++round) {
                auto const tree = trees.make(1 + round % 31);
                auto const rows = problem.rows(
                    static_cast<std::size_t>(round) % 7,
                    row_counts[static_cast<std::size_t>(round) % std::size(row_counts)]);
                NormalEquations expected, sums;
                reference->normal_equations(tree, rows, expected);
                if (!is_tame(expected)) continue;
                interpreter->normal_equations(tree, rows, sums);
                expect_near(sums, expected, tolerance, describe(tree));
                if (this->HasFatalFailure()) return;
                ++compared;
            }
            EXPECT_GT(compared, 100);
        }
    }
}

TYPED_TEST(NormalEquationsTest, EachOperatorHasItsAdjoint) {
    std::size_t const row_count = 300;
    std::vector<TypeParam> x(row_count), y(row_count), target(row_count);
    RandomStream stream(23, 0, 0, balmer::Purpose::test);
    for (std::size_t i = 0; i < row_count; ++i) {
        // Inside every operator's domain after scaling by 0.7, with both orders for min and max.
        x[i] = static_cast<TypeParam>(stream.uniform(0.1, 1.2));
        y[i] = static_cast<TypeParam>(stream.uniform(0.1, 1.2));
        target[i] = static_cast<TypeParam>(stream.uniform(-1, 1));
    }
    TypeParam const* const features[] = {x.data(), y.data()};
    data::Rows<TypeParam> const rows{features, target.data(), nullptr, row_count};
    auto const reference = make_evaluator<TypeParam>(Backend::reference);
    double const tolerance = 300 * std::numeric_limits<TypeParam>::epsilon();
    for (auto const op : all_operators()) {
        // 0.8 op(0.7 x) x, and 0.8 op(0.7 x, 1.1 y) x: the adjoint that arrives is not 1.
        expr::Tree tree;
        tree.nodes = {
            {Opcode::constant, 0}, {Opcode::constant, 0}, {Opcode::variable, 0}, {Opcode::mul, 0}};
        tree.constants = {0.8, 0.7};
        if (expr::arity(op) == 2) {
            tree.nodes.insert(tree.nodes.end(),
                              {{Opcode::constant, 0}, {Opcode::variable, 1}, {Opcode::mul, 0}});
            tree.constants.push_back(1.1);
        }
        tree.nodes.insert(tree.nodes.end(),
                          {{op, 0}, {Opcode::mul, 0}, {Opcode::variable, 0}, {Opcode::mul, 0}});
        NormalEquations expected, sums;
        reference->normal_equations(tree, rows, expected);
        for (auto const family : supported_families()) {
            make_interpreter<TypeParam>(family)->normal_equations(tree, rows, sums);
            expect_near(sums, expected, tolerance, describe(tree));
        }
    }
}

TYPED_TEST(NormalEquationsTest, ManyConstantsFillEveryTile) {
    using P = Problem<TypeParam>;
    P problem(500, 3, P::Data::tame, P::Weights::random, 24);
    auto const rows = problem.rows();
    auto const reference = make_evaluator<TypeParam>(Backend::reference);
    double const tolerance = 300 * std::numeric_limits<TypeParam>::epsilon();
    expr::Tree tree = expr::variable_tree(0);
    for (std::uint16_t k = 0; k < 14; ++k) {
        // … + c sin(c x): two columns each, no two alike.
        tree.nodes.insert(tree.nodes.end(), {{Opcode::constant, 0},
                                             {Opcode::constant, 0},
                                             {Opcode::variable, static_cast<std::uint16_t>(k % 3)},
                                             {Opcode::mul, 0},
                                             {Opcode::sin, 0},
                                             {Opcode::mul, 0},
                                             {Opcode::add, 0}});
        tree.constants.insert(tree.constants.end(), {0.1 + 0.05 * k, 0.3 + 0.1 * k});
        NormalEquations expected, sums;
        reference->normal_equations(tree, rows, expected);
        for (auto const family : supported_families()) {
            make_interpreter<TypeParam>(family)->normal_equations(tree, rows, sums);
            expect_near(sums, expected, tolerance, describe(tree));
        }
    }
}

TYPED_TEST(NormalEquationsTest, SumsOverShardsAreTheSumOverAllRows) {
    using P = Problem<TypeParam>;
    P problem(1000, 4, P::Data::tame, P::Weights::random, 25);
    TreeMaker trees(smooth_operators, 4, 26);
    auto const evaluator = make_evaluator<TypeParam>();
    double const tolerance = 200 * std::numeric_limits<TypeParam>::epsilon();
    for (int round = 0; round < 50; ++round) {
        auto const tree = trees.make(5 + round % 20);
        NormalEquations whole, total, part;
        evaluator->normal_equations(tree, problem.rows(), whole);
        if (!is_tame(whole)) continue;
        total.reset(tree.constants.size());
        LossSums loss;
        std::size_t const cuts[] = {0, 1, 130, 386, 700, 1000};
        for (std::size_t i = 0; i + 1 < std::size(cuts); ++i) {
            auto const rows = problem.rows(cuts[i], cuts[i + 1] - cuts[i]);
            evaluator->normal_equations(tree, rows, part);
            total += part;
            loss += evaluator->loss(tree, rows);
        }
        expect_near(total, whole, tolerance, describe(tree));
        EXPECT_NEAR(loss.squared_error_sum, whole.loss.squared_error_sum,
                    tolerance * whole.loss.squared_error_sum);
    }
}

TYPED_TEST(NormalEquationsTest, AreNotFiniteWhereARowIsNot) {
    std::vector<TypeParam> x(300, 1);
    x[123] = -1;
    TypeParam const* const features[] = {x.data()};
    // c sqrt(x)
    expr::Tree const tree{
        {{Opcode::constant, 0}, {Opcode::variable, 0}, {Opcode::sqrt, 0}, {Opcode::mul, 0}}, {2.0}};
    for (auto const backend : {Backend::reference, Backend::interpreter}) {
        NormalEquations sums;
        make_evaluator<TypeParam>(backend)->normal_equations(
            tree, {features, x.data(), nullptr, x.size()}, sums);
        EXPECT_FALSE(std::isfinite(sums.loss.squared_error_sum));
        EXPECT_FALSE(std::isfinite(sums.gradient[0]));
        EXPECT_FALSE(std::isfinite(sums.curvature[0]));
    }
}

}  // namespace
}  // namespace balmer::eval
