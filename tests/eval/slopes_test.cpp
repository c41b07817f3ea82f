// The derivative of each operator, from normal equations at single rows: every evaluator follows
// the conventions of the reference at kinks, poles and edges of domains.
#include "arguments.hpp"
#include "crash_note.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

/// op(x0 + -0, x1 + -0): the derivatives with respect to the constants are those of the operator.
expr::Tree shifted(Opcode op) {
    expr::Tree tree;
    for (int i = 0; i < expr::arity(op); ++i) {
        tree.nodes.insert(tree.nodes.end(), {{Opcode::variable, static_cast<std::uint16_t>(i)},
                                             {Opcode::constant, 0},
                                             {Opcode::add, 0}});
        tree.constants.push_back(-0.0);
    }
    tree.nodes.push_back({op, 0});
    return tree;
}

/// 1.5 op(…) + x0: the adjoint of the operator is a constant other than 1.
expr::Tree scaled(expr::Tree tree) {
    tree.nodes.insert(tree.nodes.begin(), {Opcode::constant, 0});
    tree.constants.insert(tree.constants.begin(), 1.5);
    tree.nodes.insert(tree.nodes.end(),
                      {{Opcode::mul, 0}, {Opcode::variable, 0}, {Opcode::add, 0}});
    return tree;
}

template <class Scalar>
class SlopesTest : public testing::Test {
protected:
    /// Magnitudes whose products and squares neither overflow nor vanish in the rows' precision.
    static bool is_ordinary(double value) {
        return std::abs(value) > 1e-12 && std::abs(value) < 1e12;
    }

    /// Both finite and close, both infinite, both NaN, or outside the range of squares.
    static bool agree(double sum, double expected) {
        if (std::isnan(expected)) return std::isnan(sum);
        if (std::isinf(expected)) return !std::isfinite(sum);
        double const near = 1000 * double(std::numeric_limits<Scalar>::epsilon());
        if (is_ordinary(expected)) return std::abs(sum - expected) <= near * std::abs(expected);
        return std::abs(expected) > 1 ? !(std::abs(sum) < 1e11) : std::abs(sum) < 1e-11;
    }

    /// Compares the sums over one row with those of the reference.
    void judge(expr::Tree const& tree, Scalar x, Scalar y) {
        Scalar const* const features[] = {&x, &y};
        Scalar const target = Scalar(0.37);
        data::Rows<Scalar> const rows{features, &target, nullptr, 1};
        NormalEquations expected, sums;
        reference_->normal_equations(tree, rows, expected);
        for (auto const& evaluator : judged_) {
            CrashNote const note(evaluator->name(), tree, 1);
            evaluator->normal_equations(tree, rows, sums);
            auto const report = [&](char const* what, std::size_t k, double sum, double wanted) {
                ADD_FAILURE() << evaluator->name() << ": " << what << " " << k << " is "
                              << describe(sum) << ", not " << describe(wanted) << "\n  for "
                              << describe(tree, rows, 0);
            };
            for (std::size_t k = 0; k < expected.gradient.size(); ++k) {
                if (!agree(sums.gradient[k], expected.gradient[k])) {
                    report("gradient", k, sums.gradient[k], expected.gradient[k]);
                }
            }
            for (std::size_t k = 0; k < expected.curvature.size(); ++k) {
                if (!agree(sums.curvature[k], expected.curvature[k])) {
                    report("curvature", k, sums.curvature[k], expected.curvature[k]);
                }
            }
        }
    }

    std::vector<Scalar> arguments() const {
        auto values = special_values<Scalar>();
        RandomStream stream(71, 0, 0, balmer::Purpose::test);
        for (int i = 0; i < 60; ++i) values.push_back(static_cast<Scalar>(stream.uniform(-4, 4)));
        return values;
    }

    std::unique_ptr<Evaluator<Scalar>> reference_ = make_evaluator<Scalar>(Backend::reference);
    std::vector<std::unique_ptr<Evaluator<Scalar>>> judged_ = judged_evaluators<Scalar>();
};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(SlopesTest, Scalars);

TYPED_TEST(SlopesTest, UnaryOperatorsHaveTheReferencesSlopesEverywhere) {
    for (auto const op : all_operators()) {
        if (expr::arity(op) != 1) continue;
        for (auto const x : this->arguments()) {
            this->judge(shifted(op), x, 0);
            this->judge(scaled(shifted(op)), x, 0);
            if (this->HasFailure()) return;
        }
    }
}

TYPED_TEST(SlopesTest, BinaryOperatorsHaveTheReferencesSlopesEverywhere) {
    for (auto const op : all_operators()) {
        if (expr::arity(op) != 2) continue;
        for (auto const x : this->arguments()) {
            for (auto const y : this->arguments()) {
                // The slope of 0 / y is computed from 1 / y, and is 0 only if that is finite.
                if (op == Opcode::div && y != 0 && std::isinf(1 / y)) continue;
                this->judge(shifted(op), x, y);
                if (this->HasFailure()) return;
            }
        }
    }
}

TYPED_TEST(SlopesTest, OneBadRowSpoilsItsSumsWhereverItStands) {
    // c sqrt(x0) + c x1: only the sums of the first constant are not finite.
    expr::Tree const tree{{{Opcode::constant, 0},
                           {Opcode::variable, 0},
                           {Opcode::sqrt, 0},
                           {Opcode::mul, 0},
                           {Opcode::constant, 0},
                           {Opcode::variable, 1},
                           {Opcode::mul, 0},
                           {Opcode::add, 0}},
                          {2.0, 0.5}};
    for (std::size_t const row_count : {1u, 37u, 600u, 1100u}) {
        std::vector<TypeParam> x(row_count, 1), y(row_count, 2);
        TypeParam const* const features[] = {x.data(), y.data()};
        for (std::size_t row = 0; row < row_count; row += 1 + row_count / 100) {
            x[row] = -1;
            for (auto const& evaluator : this->judged_) {
                NormalEquations sums;
                evaluator->normal_equations(tree, {features, y.data(), nullptr, row_count}, sums);
                ASSERT_FALSE(std::isfinite(sums.loss.squared_error_sum)) << evaluator->name();
                ASSERT_EQ(sums.loss.mse(), std::numeric_limits<double>::infinity());
                for (double const sum : sums.gradient) ASSERT_FALSE(std::isfinite(sum));
                ASSERT_FALSE(std::isfinite(sums.curvature[0])) << evaluator->name();
                ASSERT_FALSE(std::isfinite(sums.curvature[1])) << evaluator->name();
                ASSERT_DOUBLE_EQ(sums.curvature[2], 4.0 * static_cast<double>(row_count));
                ASSERT_EQ(sums.loss.row_count, row_count);
            }
            x[row] = 1;
        }
    }
}

}  // namespace
}  // namespace balmer::eval
