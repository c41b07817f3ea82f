// Random formulas of operators that IEEE 754 defines exactly: every evaluator agrees with the
// reference bit by bit.
#include "bits.hpp"
#include "crash_note.hpp"
#include "problem.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

/// Sets some constants to finite special values, as a fit in a search may.
template <class Scalar>
void draw_constants(expr::Tree& tree, RandomStream& stream) {
    for (auto& constant : tree.constants) {
        if (stream.below(8) == 0) {
            auto const value = static_cast<double>(draw<Scalar>(Data::special, stream));
            if (std::isfinite(value)) constant = value;
        }
    }
}

template <class Scalar>
class ExactFuzz : public testing::Test {
protected:
    /// Compares all evaluators with the reference at these rows.
    void judge(expr::Tree const& tree, data::Rows<Scalar> const& rows) {
        auto const expected = expected_.last(rows.row_count);
        reference_->values(tree, rows, expected);
        for (auto const value : expected) number_count_ += value == value ? 1 : 0;
        value_count_ += rows.row_count;
        for (auto const& evaluator : judged_) {
            CrashNote const note(evaluator->name(), tree, rows.row_count);
            auto const values = values_.last(rows.row_count);
            Scalar& before = *(values_.end() - rows.row_count - 1);
            before = 12345;
            evaluator->values(tree, rows, values);
            ASSERT_EQ(before, 12345) << evaluator->name() << " writes before the values of "
                                     << rows.row_count << " rows of " << describe(tree);
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (is_same(values[i], expected[i])) continue;
                FAIL() << evaluator->name() << ": " << describe(values[i]) << ", not "
                       << describe(expected[i]) << "\n  for " << describe(tree, rows, i);
            }
        }
    }

    void judge_shapes(std::vector<Opcode> const& operators, int smallest, int largest, int rounds) {
        RandomStream stream(61, 0, 0, balmer::Purpose::test);
        TreeMaker trees(operators, feature_count, 62);
        Problem<Scalar> problem(200, feature_count, Data::sprinkled, Weights::none, 63);
        for (int round = 0; round < rounds; ++round) {
            for (auto const shape :
                 {Shape::random, Shape::left_chain, Shape::right_chain, Shape::balanced}) {
                int const size =
                    smallest +
                    static_cast<int>(stream.below(static_cast<std::uint32_t>(largest - smallest)));
                auto tree = trees.make(size, shape);
                draw_constants<Scalar>(tree, stream);
                judge(tree, problem.scattered_rows(stream.below(150), stream));
                if (this->HasFatalFailure()) return;
            }
        }
    }

    /// Number of values compared, including NaN.
    double number_share() const {
        return static_cast<double>(number_count_) / static_cast<double>(value_count_);
    }

    static constexpr std::uint32_t feature_count = 40;
    static constexpr std::size_t most_rows = 1100;

    std::unique_ptr<Evaluator<Scalar>> reference_ = make_evaluator<Scalar>(Backend::reference);
    std::vector<std::unique_ptr<Evaluator<Scalar>>> judged_ = judged_evaluators<Scalar>();

private:
    GuardedArray<Scalar> expected_{most_rows + 1};
    GuardedArray<Scalar> values_{most_rows + 1};
    std::size_t number_count_ = 0;
    std::size_t value_count_ = 0;
};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(ExactFuzz, Scalars);

std::uint32_t draw_row_count(RandomStream& stream) {
    switch (stream.below(20)) {
        case 0:
            return 70 + stream.below(230);
        case 1:
        case 2:
            return 32 * stream.below(4);
        case 3:
        case 4:
            return stream.below(4);
        default:
            return stream.below(40);
    }
}

TYPED_TEST(ExactFuzz, ManyTreesGiveTheReferencesBits) {
    RandomStream stream(1, 0, 0, balmer::Purpose::test);
    std::vector<Problem<TypeParam>> problems;
    for (auto const data : {Data::tame, Data::sprinkled, Data::special, Data::wide}) {
        problems.emplace_back(330, this->feature_count, data, Weights::none, 2);
    }
    // Few features are read often; many need many addresses. The root of a negative number makes
    // the formula NaN, which hides earlier errors, so most formulas have no roots.
    std::vector<Opcode> without_roots = exact_operators;
    std::erase(without_roots, Opcode::sqrt);
    std::vector<TreeMaker> makers;
    for (std::uint32_t const features : {1u, 5u, this->feature_count}) {
        makers.emplace_back(std::vector{Opcode::add, Opcode::sub, Opcode::mul}, features, 3);
        makers.emplace_back(std::vector{Opcode::add, Opcode::sub, Opcode::mul, Opcode::div},
                            features, 4);
        makers.emplace_back(without_roots, features, 5);
        makers.emplace_back(exact_operators, features, 6);
    }
    for (int round = 0; round < 150000; ++round) {
        auto& maker = makers[stream.below(static_cast<std::uint32_t>(makers.size()))];
        auto const shape = static_cast<Shape>(stream.below(8) < 5 ? 0 : 1 + stream.below(3));
        auto tree = maker.make(1 + static_cast<int>(stream.below(60)), shape);
        draw_constants<TypeParam>(tree, stream);
        auto& problem = problems[stream.below(static_cast<std::uint32_t>(problems.size()))];
        this->judge(tree, problem.scattered_rows(draw_row_count(stream), stream));
        if (this->HasFatalFailure()) return;
    }
    EXPECT_GT(this->number_share(), 0.5) << "too many NaN to say anything";
}

TYPED_TEST(ExactFuzz, TreesThatNeedMoreThanTheRegistersGiveTheReferencesBits) {
    this->judge_shapes({Opcode::add, Opcode::sub, Opcode::mul}, 100, 400, 300);
    if (this->HasFatalFailure()) return;
    this->judge_shapes({Opcode::add, Opcode::sub, Opcode::mul}, 1000, 1500, 30);
    if (this->HasFatalFailure()) return;
    this->judge_shapes({Opcode::add, Opcode::sub, Opcode::mul, Opcode::div, Opcode::min,
                        Opcode::max, Opcode::neg, Opcode::abs},
                       100, 600, 300);
    if (this->HasFatalFailure()) return;
    EXPECT_GT(this->number_share(), 0.2) << "too many NaN to say anything";
    this->judge_shapes(exact_operators, 100, 600, 100);
}

TYPED_TEST(ExactFuzz, FeatureIndicesMayBeAnything) {
    // 65536 features that share 61 columns.
    std::vector<GuardedArray<TypeParam>> columns;
    RandomStream stream(7, 0, 0, balmer::Purpose::test);
    for (int i = 0; i < 61; ++i) {
        columns.emplace_back(100);
        for (auto& value : columns.back()) value = draw<TypeParam>(Data::sprinkled, stream);
    }
    std::vector<TypeParam const*> pointers;
    for (std::size_t i = 0; i < 65536; ++i) pointers.push_back(columns[i % 61].data() + i % 37);
    for (std::uint32_t const features : {200u, 3000u, 65536u}) {
        TreeMaker trees(exact_operators, features, 8);
        for (int round = 0; round < 60; ++round) {
            data::Rows<TypeParam> const rows{
                {pointers.data(), features}, columns[0].data(), nullptr, stream.below(64)};
            this->judge(trees.make(1 + 3 * round), rows);
            if (this->HasFatalFailure()) return;
        }
    }
}

TYPED_TEST(ExactFuzz, EveryRowCountAndOffsetGivesTheReferencesBits) {
    TreeMaker trees({Opcode::add, Opcode::sub, Opcode::mul, Opcode::div}, 3, 9);
    Problem<TypeParam> problem(1100, 3, Data::sprinkled, Weights::none, 10);
    auto const small = trees.make(7), large = trees.make(40);
    for (std::size_t count = 0; count < 1050; ++count) {
        std::size_t const begin = count % 3 == 0 ? 1100 - count : count % 41;
        this->judge(small, problem.rows(begin, count));
        this->judge(large, problem.rows(begin, count));
        this->judge(expr::variable_tree(2), problem.rows(begin, count));
        this->judge(expr::constant_tree(-0.1), problem.rows(begin, count));
        if (this->HasFatalFailure()) return;
    }
}

}  // namespace
}  // namespace balmer::eval
