// Each unary operator by every evaluator, compared with the true value in a wider type.
#include "accuracy.hpp"
#include "arguments.hpp"
#include "bits.hpp"
#include "crash_note.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

/// One operator over many arguments: reports the first errors and the largest one.
template <class Scalar>
class Sweep {
public:
    Sweep(Opcode op, std::vector<Scalar> const& arguments)
        : op_(op),
          tree_{{{Opcode::variable, 0}, {op, 0}}, {}},
          arguments_(arguments),
          values_(arguments.size()) {
        for (Scalar const x : arguments) {
            references_.push_back(expr::apply(op, x));
            truths_.push_back(true_value(op, x, x));
        }
    }

    void judge(Evaluator<Scalar>& evaluator) {
        CrashNote const note(evaluator.name(), tree_, arguments_.size());
        Scalar const* const features[] = {arguments_.data()};
        evaluator.values(tree_, {features, arguments_.data(), nullptr, arguments_.size()}, values_);
        double worst = 0;
        int mistakes = 0;
        for (std::size_t i = 0; i < arguments_.size() && mistakes < 5; ++i) {
            bool const is_right = is_exact(op_)
                                      ? is_same(values_[i], references_[i])
                                      : is_accurate(values_[i], references_[i], truths_[i]);
            if (!is_right) {
                ++mistakes;
                ADD_FAILURE() << evaluator.name() << ": " << expr::name(op_) << " of "
                              << describe(arguments_[i]) << " is " << describe(values_[i])
                              << ", not " << describe(references_[i]);
            } else if (references_[i] == references_[i]) {
                worst = std::max(worst, error_ulp(values_[i], truths_[i]));
            }
        }
        testing::Test::RecordProperty(
            std::string(expr::name(op_)) + ", " + std::string(evaluator.name()),
            std::to_string(worst) + " ulp");
    }

private:
    Opcode op_;
    expr::Tree tree_;
    std::vector<Scalar> const& arguments_;
    std::vector<Scalar> references_;
    std::vector<Wide<Scalar>> truths_;
    std::vector<Scalar> values_;
};

std::vector<Opcode> unary_operators() {
    auto operators = all_operators();
    std::erase_if(operators, [](Opcode op) { return expr::arity(op) != 1; });
    return operators;
}

template <class Scalar>
class FunctionTest : public testing::Test {
protected:
    std::vector<std::unique_ptr<Evaluator<Scalar>>> judged_ = judged_evaluators<Scalar>();
};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(FunctionTest, Scalars);

TYPED_TEST(FunctionTest, UnaryOperatorsAreWithinTwoUlpOfTheTruth) {
    auto const arguments = sweep_arguments<TypeParam>(sizeof(TypeParam) == 4 ? 1 << 20 : 1 << 17);
    for (auto const op : unary_operators()) {
        Sweep<TypeParam> sweep(op, arguments);
        for (auto const& evaluator : this->judged_) sweep.judge(*evaluator);
    }
}

TYPED_TEST(FunctionTest, SineCosineAndTanhStayWithinOne) {
    // An error of one ulp is acceptable, but beyond 1 sqrt(1 - sin(x)^2) would be NaN.
    auto const x = sweep_arguments<TypeParam>(1 << 18);
    TypeParam const* const features[] = {x.data()};
    std::vector<TypeParam> values(x.size());
    for (auto const& evaluator : this->judged_) {
        for (auto const op : {Opcode::sin, Opcode::cos, Opcode::tanh}) {
            evaluator->values({{{Opcode::variable, 0}, {op, 0}}, {}},
                              {features, x.data(), nullptr, x.size()}, values);
            auto const beyond = std::find_if(values.begin(), values.end(),
                                             [](TypeParam value) { return std::abs(value) > 1; });
            EXPECT_EQ(beyond, values.end())
                << evaluator->name() << ": " << expr::name(op) << " of "
                << describe(x[static_cast<std::size_t>(beyond - values.begin())]) << " is "
                << describe(*beyond);
        }
    }
}

TYPED_TEST(FunctionTest, ConstantArgumentsGiveTheSameBitsAsRows) {
    // A constant may be folded, broadcast or computed once, but with the same function.
    auto const arguments = special_values<TypeParam>();
    for (auto const& evaluator : this->judged_) {
        for (auto const op : unary_operators()) {
            for (auto const x : arguments) {
                if (!std::isfinite(x)) continue;
                TypeParam const column[] = {x, x, x};
                TypeParam const* const features[] = {column};
                data::Rows<TypeParam> const rows{features, column, nullptr, 3};
                TypeParam of_row[3], of_constant[3];
                evaluator->values({{{Opcode::variable, 0}, {op, 0}}, {}}, rows, of_row);
                evaluator->values({{{Opcode::constant, 0}, {op, 0}}, {static_cast<double>(x)}},
                                  rows, of_constant);
                for (int i = 0; i < 3; ++i) {
                    EXPECT_TRUE(of_constant[i] == of_row[i] || of_row[i] != of_row[i])
                        << evaluator->name() << ": " << expr::name(op) << " of " << describe(x)
                        << " is " << describe(of_constant[i]) << " as a constant, "
                        << describe(of_row[i]) << " as a row";
                }
            }
        }
    }
}

// All floats; takes one to two hours. --gtest_also_run_disabled_tests
TEST(FunctionOfFloats, DISABLED_EveryArgumentIsWithinTwoUlpOfTheTruth) {
    auto const judged = judged_evaluators<float>();
    std::vector<float> arguments(std::size_t{1} << 22);
    for (auto const op : unary_operators()) {
        for (std::uint64_t first = 0; first < std::uint64_t{1} << 32; first += arguments.size()) {
            for (std::size_t i = 0; i < arguments.size(); ++i) {
                arguments[i] = std::bit_cast<float>(static_cast<std::uint32_t>(first + i));
            }
            Sweep<float> sweep(op, arguments);
            for (auto const& evaluator : judged) sweep.judge(*evaluator);
            if (HasFailure()) break;
        }
    }
}

}  // namespace
}  // namespace balmer::eval
