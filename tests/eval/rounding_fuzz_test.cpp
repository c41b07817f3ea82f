// Random formulas of all operators: the error of every evaluator is within the bound for 2 ulp per
// operator.
#include "crash_note.hpp"
#include "eval/derivative.hpp"
#include "problem.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

/// A value with a first-order bound on its error if each operator has an error of 2 ulp.
struct Bounded {
    double value;
    double bound;
};

/// Evaluates a tree from the root backwards. `sane` becomes false if first order is not sufficient.
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
            // The slope is infinite at the edge of the domain.
            bool const has_edge = node.op == Opcode::asin || node.op == Opcode::acos;
            if (has_edge && 1 - std::abs(y.value) < 1000 * y.bound + epsilon) sane = false;
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
        // If the relative error of an argument exceeds 1e-3, curvature may matter.
        if (!(total <= 1e-3 * std::abs(value))) sane = false;
        // Rounding errors are not relative outside the normal range of float.
        if (std::abs(value) > 1e30 || std::abs(value) < 1e-30) sane = false;
        return {value, total};
    }
};

template <class Scalar>
class RoundingFuzz : public testing::Test {
protected:
    void judge(expr::Tree const& tree, data::Rows<Scalar> const& rows) {
        double const epsilon = std::numeric_limits<Scalar>::epsilon();
        std::vector<Scalar> values(rows.row_count);
        std::vector<Bounded> expected(rows.row_count);
        std::vector<bool> is_sane(rows.row_count);
        for (std::size_t i = 0; i < rows.row_count; ++i) {
            std::vector<double> row;
            for (auto const* column : rows.features) row.push_back(double(column[i]));
            BoundReader reader{tree, row, epsilon};
            expected[i] = reader.next();
            is_sane[i] = reader.sane;
            if (reader.sane) ++compared_;
        }
        for (auto const& evaluator : judged_) {
            CrashNote const note(evaluator->name(), tree, rows.row_count);
            evaluator->values(tree, rows, values);
            for (std::size_t i = 0; i < rows.row_count; ++i) {
                if (!is_sane[i]) continue;
                ASSERT_NEAR(double(values[i]), expected[i].value, 1.5 * expected[i].bound)
                    << evaluator->name() << " in " << describe(tree, rows, i);
            }
        }
    }

    std::size_t compared_ = 0;

private:
    std::vector<std::unique_ptr<Evaluator<Scalar>>> judged_ = judged_evaluators<Scalar>();
};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(RoundingFuzz, Scalars);

TYPED_TEST(RoundingFuzz, AllOperatorsStayWithinPropagatedRounding) {
    std::uint32_t const feature_count = 12;
    Problem<TypeParam> problem(200, feature_count, Data::tame, Weights::none, 5);
    TreeMaker trees(all_operators(), feature_count, 6);
    RandomStream stream(7, 0, 0, balmer::Purpose::test);
    for (int round = 0; round < 20000; ++round) {
        auto const shape = static_cast<Shape>(stream.below(4));
        auto const tree = trees.make(2 + static_cast<int>(stream.below(20)), shape);
        this->judge(tree, problem.scattered_rows(stream.below(40), stream));
        if (this->HasFatalFailure()) return;
    }
    EXPECT_GT(this->compared_, 20000u) << "too few rows are within first order to say anything";
}

TYPED_TEST(RoundingFuzz, FunctionsAmongManyLiveValuesStayWithinPropagatedRounding) {
    // Called functions must preserve all registers, and balanced trees use all of them.
    std::uint32_t const feature_count = 12;
    Problem<TypeParam> problem(200, feature_count, Data::tame, Weights::none, 8);
    std::vector<Opcode> operators = {Opcode::sin,  Opcode::cos, Opcode::atan, Opcode::tanh,
                                     Opcode::asin, Opcode::exp, Opcode::tan,  Opcode::acos};
    operators.insert(operators.end(), 8, Opcode::add);
    operators.insert(operators.end(), 4, Opcode::mul);
    TreeMaker trees(operators, feature_count, 9);
    RandomStream stream(10, 0, 0, balmer::Purpose::test);
    for (int round = 0; round < 1500; ++round) {
        auto const shape = round % 2 == 0 ? Shape::balanced : Shape::right_chain;
        auto const tree = trees.make(20 + static_cast<int>(stream.below(150)), shape);
        this->judge(tree, problem.scattered_rows(stream.below(70), stream));
        if (this->HasFatalFailure()) return;
    }
    EXPECT_GT(this->compared_, 2000u) << "too few rows are within first order to say anything";
}

}  // namespace
}  // namespace balmer::eval
