// Every operator of the table in every evaluator: the interpreter with each family of kernels,
// emitted code for each instruction set, and the reference.
#include "accuracy.hpp"
#include "crash_note.hpp"
#include "judged.hpp"
#include "tree_maker.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

/// Whole vectors of every processor family, and a remainder.
constexpr std::size_t row_count = 2 * 64 + 7;

template <class Scalar>
class OperatorCoverage : public testing::Test {
protected:
    OperatorCoverage() {
        evaluators_.push_back(make_evaluator<Scalar>(Backend::reference));
        // Inside the domain of every operator, away from kinks and poles.
        for (std::size_t i = 0; i < row_count; ++i) {
            auto const fraction = static_cast<Scalar>(i) / Scalar(row_count);
            x_.push_back(Scalar(0.1) + Scalar(0.75) * fraction);
            y_.push_back(i % 2 == 0 ? Scalar(1.5) - fraction / 2 : Scalar(0.05) + fraction / 100);
            target_.push_back(Scalar(i % 5) / 4);
        }
        columns_ = {x_.data(), y_.data()};
    }

    data::Rows<Scalar> rows() const { return {columns_, target_.data(), nullptr, row_count}; }

    Wide<Scalar> truth(Opcode op, std::size_t row) const {
        return true_value(op, x_[row], y_[row]);
    }

    /// d op / d argument, by central differences in the wider type.
    Wide<Scalar> true_slope(Opcode op, int argument, std::size_t row) const {
        using W = Wide<Scalar>;
        W const step = sizeof(Scalar) == 4 ? W(1e-6) : W(1e-7);
        auto const value = [&](W shift) {
            W const x = W(x_[row]) + (argument == 0 ? shift : 0);
            W const y = W(y_[row]) + (argument == 1 ? shift : 0);
            return expr::arity(op) == 1 ? expr::apply(op, x) : expr::apply(op, x, y);
        };
        return (value(step) - value(-step)) / (2 * step);
    }

    std::vector<std::unique_ptr<Evaluator<Scalar>>> evaluators_ = judged_evaluators<Scalar>();
    std::vector<Scalar> x_, y_, target_;
    std::vector<Scalar const*> columns_;
};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(OperatorCoverage, Scalars);

/// op(x) or op(x, y).
expr::Tree plain(Opcode op) {
    expr::Tree tree;
    for (int i = 0; i < expr::arity(op); ++i) {
        tree.nodes.push_back({Opcode::variable, static_cast<std::uint16_t>(i)});
    }
    tree.nodes.push_back({op, 0});
    return tree;
}

/// op(x + 0) or op(x + 0, y + 0): the derivatives by its constants are those of the operator.
expr::Tree shifted(Opcode op) {
    expr::Tree tree;
    for (int i = 0; i < expr::arity(op); ++i) {
        tree.nodes.insert(tree.nodes.end(), {{Opcode::variable, static_cast<std::uint16_t>(i)},
                                             {Opcode::constant, 0},
                                             {Opcode::add, 0}});
        tree.constants.push_back(0);
    }
    tree.nodes.push_back({op, 0});
    return tree;
}

TYPED_TEST(OperatorCoverage, EveryEvaluatorComputesTheValue) {
    for (auto const op : all_operators()) {
        for (auto const& evaluator : this->evaluators_) {
            CrashNote const note(evaluator->name(), plain(op), row_count);
            std::vector<TypeParam> values(row_count);
            evaluator->values(plain(op), this->rows(), values);
            for (std::size_t i = 0; i < row_count; ++i) {
                TypeParam const libm = expr::arity(op) == 1
                                           ? expr::apply(op, this->x_[i])
                                           : expr::apply(op, this->x_[i], this->y_[i]);
                EXPECT_TRUE(is_accurate(values[i], libm, this->truth(op, i)))
                    << evaluator->name() << ": " << expr::name(op) << " at row " << i << " is "
                    << values[i] << ", not " << libm;
                if (this->HasFailure()) return;
            }
        }
    }
}

TYPED_TEST(OperatorCoverage, EveryEvaluatorSumsTheLoss) {
    for (auto const op : all_operators()) {
        double expected = 0;
        for (std::size_t i = 0; i < row_count; ++i) {
            auto const residual = static_cast<double>(this->truth(op, i) - this->target_[i]);
            expected += residual * residual;
        }
        for (auto const& evaluator : this->evaluators_) {
            CrashNote const note(evaluator->name(), plain(op), row_count);
            auto const sums = evaluator->loss(plain(op), this->rows());
            EXPECT_EQ(sums.row_count, row_count);
            EXPECT_NEAR(sums.squared_error_sum, expected, 1e-5 * expected)
                << evaluator->name() << ": " << expr::name(op);
        }
    }
}

TYPED_TEST(OperatorCoverage, EveryEvaluatorComputesTheDerivatives) {
    for (auto const op : all_operators()) {
        auto const constant_count = static_cast<std::size_t>(expr::arity(op));
        std::vector<double> gradient(constant_count), scale(constant_count);
        for (std::size_t i = 0; i < row_count; ++i) {
            auto const residual = static_cast<double>(this->truth(op, i) - this->target_[i]);
            for (std::size_t k = 0; k < constant_count; ++k) {
                auto const slope =
                    static_cast<double>(this->true_slope(op, static_cast<int>(k), i));
                gradient[k] += slope * residual;
                scale[k] += std::abs(slope * residual);
            }
        }
        for (auto const& evaluator : this->evaluators_) {
            CrashNote const note(evaluator->name(), shifted(op), row_count);
            NormalEquations sums;
            evaluator->normal_equations(shifted(op), this->rows(), sums);
            ASSERT_EQ(sums.gradient.size(), constant_count);
            for (std::size_t k = 0; k < constant_count; ++k) {
                EXPECT_NEAR(sums.gradient[k], gradient[k], 1e-5 * scale[k])
                    << evaluator->name() << ": " << expr::name(op) << " by argument " << k;
            }
        }
    }
}

TEST(OperatorCoverageItself, HasEveryEvaluatorOfThisProcessor) {
    std::size_t emitted = 0;
    for (auto const backend : available_backends()) {
        emitted += backend == Backend::avx512 || backend == Backend::avx2 ? 1u : 0u;
    }
    EXPECT_EQ(judged_evaluators<float>().size(), supported_families().size() + emitted);
    EXPECT_EQ(all_operators().size(), expr::opcode_count - 2);
}

}  // namespace
}  // namespace balmer::eval
