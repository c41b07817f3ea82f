// The interpreter against its slow judge, for the kernels of each processor family.
#include "eval/interpreter.hpp"

#include "eval/derivative.hpp"
#include "problem.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

template <class Scalar>
class InterpreterTest : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(InterpreterTest, Scalars);

// Around the vector, the kernels' step and the block of every family.
constexpr std::size_t row_counts[] = {0, 1, 2, 7, 63, 64, 65, 127, 255, 256, 257, 513, 1000};

template <class Scalar>
std::vector<Scalar> values_of(Evaluator<Scalar>& evaluator, expr::Tree const& tree,
                              data::Rows<Scalar> const& rows) {
    std::vector<Scalar> values(rows.row_count);
    evaluator.values(tree, rows, values);
    return values;
}

TYPED_TEST(InterpreterTest, ExactOperatorsGiveTheReferencesBits) {
    using P = Problem<TypeParam>;
    P problem(1100, 5, P::Data::special, P::Weights::none, 1);
    auto const reference = make_evaluator<TypeParam>(Backend::reference);
    for (auto const family : supported_families()) {
        TreeMaker trees(exact_operators, 5, 2);
        auto const interpreter = make_interpreter<TypeParam>(family);
        for (int round = 0; round < 400; ++round) {
            auto const tree = trees.make(1 + round % 40);
            std::size_t const begin = static_cast<std::size_t>(round) % 19;
            auto const rows = problem.rows(
                begin, row_counts[static_cast<std::size_t>(round) % std::size(row_counts)]);
            auto const expected = values_of(*reference, tree, rows);
            auto const values = values_of(*interpreter, tree, rows);
            for (std::size_t i = 0; i < values.size(); ++i) {
                ASSERT_TRUE(values[i] == expected[i] ||
                            (std::isnan(values[i]) && std::isnan(expected[i])))
                    << interpreter->name() << ", row " << i << " of " << values.size() << ": "
                    << values[i] << ", not " << expected[i] << " in " << describe(tree);
            }
        }
    }
}

/// A value with a first-order bound on what 2 ulp per operator may have done to it.
struct Bounded {
    double value;
    double bound;
};

/// Reads a tree from its root backwards; `sane` turns false where the first order says nothing.
struct BoundReader {
    expr::Tree const& tree;
    std::vector<double> const& row;
    double epsilon;
    std::size_t nodes_left = tree.size();
    std::size_t constants_left = tree.constants.size();
    bool sane = true;

    Bounded next() {
        auto const node = tree.nodes[--nodes_left];
        if (node.op == Opcode::constant) return rounded(tree.constants[--constants_left], 0);
        if (node.op == Opcode::variable) return {row[node.feature], 0};
        Bounded const y = next();
        if (expr::arity(node.op) == 1) {
            return rounded(expr::apply(node.op, y.value),
                           std::abs(derivative(node.op, y.value)) * y.bound);
        }
        Bounded const x = next();
        auto const slopes = derivatives(node.op, x.value, y.value);
        bool const is_choice = node.op == Opcode::min || node.op == Opcode::max;
        double const bound = is_choice ? std::max(x.bound, y.bound)
                                       : (x.bound > 0 ? std::abs(slopes.dx) * x.bound : 0) +
                                             (y.bound > 0 ? std::abs(slopes.dy) * y.bound : 0);
        return rounded(expr::apply(node.op, x.value, y.value), bound);
    }

    Bounded rounded(double value, double bound) {
        double const total = bound + 4 * epsilon * std::abs(value);
        // Where an argument is uncertain to a part in a thousand, curvature may matter.
        if (!(total <= 1e-3 * std::abs(value))) sane = false;
        // Outside the range of float, rounding is not relative.
        if (std::abs(value) > 1e30 || std::abs(value) < 1e-30) sane = false;
        return {value, total};
    }
};

TYPED_TEST(InterpreterTest, AllOperatorsStayWithinPropagatedRounding) {
    using P = Problem<TypeParam>;
    std::size_t const feature_count = 4;
    P problem(300, feature_count, P::Data::tame, P::Weights::none, 5);
    auto const rows = problem.rows(3, 290);
    double const epsilon = std::numeric_limits<TypeParam>::epsilon();
    for (auto const family : supported_families()) {
        TreeMaker trees(all_operators(), feature_count, 6);
        auto const interpreter = make_interpreter<TypeParam>(family);
        std::size_t compared = 0;
        for (int round = 0; round < 300; ++round) {
            auto const tree = trees.make(2 + round % 15);
            auto const values = values_of(*interpreter, tree, rows);
            for (std::size_t i = 0; i < values.size(); ++i) {
                std::vector<double> row;
                for (auto const* column : rows.features) row.push_back(double(column[i]));
                BoundReader reader{tree, row, epsilon};
                Bounded const expected = reader.next();
                if (!reader.sane) continue;
                ++compared;
                ASSERT_NEAR(double(values[i]), expected.value, 1.5 * expected.bound)
                    << interpreter->name() << " in " << describe(tree);
            }
        }
        EXPECT_GT(compared, 20000u) << "too few rows are within first order to say anything";
    }
}

TYPED_TEST(InterpreterTest, LossEqualsTheReferences) {
    using P = Problem<TypeParam>;
    auto const reference = make_evaluator<TypeParam>(Backend::reference);
    double const epsilon = std::numeric_limits<TypeParam>::epsilon();
    for (auto const weights : {P::Weights::none, P::Weights::random}) {
        P problem(1100, 5, P::Data::tame, weights, 7);
        for (auto const family : supported_families()) {
            TreeMaker trees({Opcode::add, Opcode::sub, Opcode::mul, Opcode::div}, 5, 8);
            auto const interpreter = make_interpreter<TypeParam>(family);
            for (int round = 0; round < 200; ++round) {
                auto const tree = trees.make(1 + round % 9);
                auto const rows = problem.rows(
                    static_cast<std::size_t>(round) % 19,
                    row_counts[static_cast<std::size_t>(round) % std::size(row_counts)]);
                LossSums const expected = reference->loss(tree, rows);
                LossSums const sums = interpreter->loss(tree, rows);
                // Each block is summed in lanes of its own precision.
                double const tolerance = 100 * epsilon;
                ASSERT_EQ(sums.row_count, expected.row_count);
                ASSERT_NEAR(sums.weight_sum, expected.weight_sum, tolerance * expected.weight_sum);
                if (!std::isfinite(expected.squared_error_sum) ||
                    expected.squared_error_sum > 1e30) {
                    continue;  // single precision squares overflow earlier than double ones
                }
                ASSERT_NEAR(sums.squared_error_sum, expected.squared_error_sum,
                            tolerance * expected.squared_error_sum)
                    << interpreter->name() << " in " << describe(tree);
            }
        }
    }
}

TYPED_TEST(InterpreterTest, LossIsNotFiniteWhereverOneRowIsNot) {
    std::size_t const row_count = 333;
    auto const tree = expr::variable_tree(0);
    for (auto const bad : {std::numeric_limits<TypeParam>::quiet_NaN(),
                           std::numeric_limits<TypeParam>::infinity()}) {
        for (auto const family : supported_families()) {
            auto const interpreter = make_interpreter<TypeParam>(family);
            for (std::size_t row = 0; row < row_count; ++row) {
                std::vector<TypeParam> x(row_count, 1), target(row_count, 0);
                x[row] = bad;
                TypeParam const* const features[] = {x.data()};
                LossSums const sums =
                    interpreter->loss(tree, {features, target.data(), nullptr, row_count});
                ASSERT_FALSE(std::isfinite(sums.squared_error_sum)) << "row " << row;
                ASSERT_EQ(sums.mse(), std::numeric_limits<double>::infinity());
            }
        }
    }
}

TYPED_TEST(InterpreterTest, LimitDecidesAsAllRowsDo) {
    using P = Problem<TypeParam>;
    P problem(2000, 3, P::Data::tame, P::Weights::random, 9);
    TreeMaker trees({Opcode::add, Opcode::sub, Opcode::mul}, 3, 10);
    std::vector<Backend> const backends = {Backend::reference, Backend::automatic};
    for (auto const backend : backends) {
        auto const evaluator = make_evaluator<TypeParam>(backend);
        std::size_t stopped_early = 0;
        for (int round = 0; round < 60; ++round) {
            auto const tree = trees.make(1 + round % 12);
            auto const rows = problem.rows();
            LossSums const whole = evaluator->loss(tree, rows);
            for (double const share : {0.0, 0.3, 0.999, 1.0, 1.001, 3.0}) {
                double const limit = share * whole.squared_error_sum;
                LossSums const sums = evaluator->loss(tree, rows, limit);
                ASSERT_EQ(sums.squared_error_sum <= limit, whole.squared_error_sum <= limit);
                if (whole.squared_error_sum <= limit) {
                    ASSERT_EQ(sums, whole);
                }
                if (sums.row_count < whole.row_count) ++stopped_early;
            }
        }
        EXPECT_GT(stopped_early, 50u);
    }
}

TYPED_TEST(InterpreterTest, ConstantsAndStructuresMayChangeFromCallToCall) {
    using P = Problem<TypeParam>;
    P problem(300, 3, P::Data::tame, P::Weights::none, 11);
    auto const rows = problem.rows();
    auto const reference = make_evaluator<TypeParam>(Backend::reference);
    auto const interpreter = make_evaluator<TypeParam>(Backend::interpreter);
    TreeMaker trees(exact_operators, 3, 12);
    RandomStream stream(13, 0, 0, balmer::Purpose::test);
    std::vector<expr::Tree> pool;
    for (int i = 0; i < 8; ++i) pool.push_back(trees.make(5 + i));
    for (int round = 0; round < 200; ++round) {
        auto& tree = pool[stream.below(8)];
        for (auto& constant : tree.constants) constant = stream.uniform(-3, 3);
        auto const expected = values_of(*reference, tree, rows);
        auto const values = values_of(*interpreter, tree, rows);
        for (std::size_t i = 0; i < values.size(); ++i) {
            ASSERT_TRUE(values[i] == expected[i] || std::isnan(expected[i]));
        }
    }
}

TEST(MakeEvaluator, NamesWhatItChose) {
    EXPECT_EQ(make_evaluator<double>(Backend::reference)->name(), "reference");
    EXPECT_EQ(make_interpreter<float>(KernelFamily::generic)->name(), "interpreter (generic)");
    EXPECT_EQ(make_evaluator<float>()->name(),
              make_interpreter<float>(best_kernel_family())->name());
}

}  // namespace
}  // namespace balmer::eval
