// Loss sums of every evaluator: compared with the reference, over invalid rows, with limits.
#include "crash_note.hpp"
#include "problem.hpp"

#include <gtest/gtest.h>

namespace balmer::eval {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class Scalar>
class LossTest : public testing::Test {
protected:
    /// Blocks are summed in lanes of the precision of the rows, a few dozen numbers each.
    static constexpr double tolerance = 100 * std::numeric_limits<Scalar>::epsilon();

    /// Squares beyond the range of the rows' precision may overflow or vanish.
    static bool squares_fit(LossSums const& sums) {
        return sums.squared_error_sum < 0.01 * double(std::numeric_limits<Scalar>::max());
    }

    void judge(expr::Tree const& tree, data::Rows<Scalar> const& rows) {
        LossSums const expected = reference_->loss(tree, rows);
        // Squares and products with weights may be subnormal or 0.
        double const lost =
            4.0 * double(std::numeric_limits<Scalar>::min()) * static_cast<double>(rows.row_count);
        for (auto const& evaluator : judged_) {
            CrashNote const note(evaluator->name(), tree, rows.row_count);
            LossSums const sums = evaluator->loss(tree, rows);
            auto const context = [&] {
                return std::string(evaluator->name()) + " over " + std::to_string(rows.row_count) +
                       " rows of " + describe(tree);
            };
            if (!std::isfinite(expected.squared_error_sum)) {
                ASSERT_FALSE(std::isfinite(sums.squared_error_sum)) << context();
                ASSERT_EQ(sums.mse(), infinity) << context();
                continue;
            }
            if (!squares_fit(expected)) continue;
            ASSERT_EQ(sums.row_count, rows.row_count) << context();
            ASSERT_NEAR(sums.weight_sum, expected.weight_sum, tolerance * expected.weight_sum)
                << context();
            ASSERT_NEAR(sums.squared_error_sum, expected.squared_error_sum,
                        tolerance * expected.squared_error_sum + lost)
                << context();
            ++compared_;
        }
    }

    std::size_t compared_ = 0;
    std::unique_ptr<Evaluator<Scalar>> reference_ = make_evaluator<Scalar>(Backend::reference);
    std::vector<std::unique_ptr<Evaluator<Scalar>>> judged_ = judged_evaluators<Scalar>();
};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(LossTest, Scalars);

TYPED_TEST(LossTest, RandomTreesGiveTheReferencesSums) {
    RandomStream stream(20, 0, 0, balmer::Purpose::test);
    TreeMaker arithmetic({Opcode::add, Opcode::sub, Opcode::mul}, 20, 21);
    TreeMaker exact(exact_operators, 20, 22);
    std::vector<Problem<TypeParam>> problems;
    for (auto const data : {Data::tame, Data::sprinkled, Data::wide}) {
        for (auto const weights : {Weights::none, Weights::random}) {
            problems.emplace_back(1500, 20, data, weights, 23);
        }
    }
    for (int round = 0; round < 30000; ++round) {
        auto const tree =
            (round % 2 == 0 ? arithmetic : exact).make(1 + static_cast<int>(stream.below(40)));
        auto& problem = problems[stream.below(static_cast<std::uint32_t>(problems.size()))];
        std::size_t const most = round % 50 == 0 ? 1400 : 40;
        auto const rows =
            problem.scattered_rows(stream.below(static_cast<std::uint32_t>(most)), stream);
        this->judge(tree, rows);
        if (this->HasFatalFailure()) return;
    }
    EXPECT_GT(this->compared_, 20000u * this->judged_.size() / 2);
}

TYPED_TEST(LossTest, EveryRowCountsOnce) {
    Problem<TypeParam> plain(2100, 2, Data::tame, Weights::none, 24);
    Problem<TypeParam> weighted(2100, 2, Data::tame, Weights::random, 25);
    auto const tree = expr::variable_tree(1);
    for (std::size_t count = 0; count < 1100; ++count) {
        std::size_t const begin = count % 3 == 0 ? 2100 - count : count % 41;
        this->judge(tree, plain.rows(begin, count));
        this->judge(tree, weighted.rows(begin, count));
        this->judge(expr::constant_tree(0.3), weighted.rows(begin, count));
        if (this->HasFatalFailure()) return;
    }
}

TYPED_TEST(LossTest, ManyRowsAreSummedAsWellAsFew) {
    // Equal terms with equal rounding: a sum in single precision would drift with every row.
    std::size_t const row_count = 300001;
    auto const residual = TypeParam(0.31622776), weight = TypeParam(0.7);
    std::vector<TypeParam> x(row_count, residual), zero(row_count), weights(row_count, weight);
    TypeParam const* const features[] = {x.data()};
    // Sums in double precision drift by 1e-12 themselves.
    double const near = std::max(this->tolerance, 1e-11);
    for (auto const& evaluator : this->judged_) {
        for (bool const weighted : {false, true}) {
            auto const sums = evaluator->loss(
                expr::variable_tree(0),
                {features, zero.data(), weighted ? weights.data() : nullptr, row_count});
            double const weight_sum = double(row_count) * (weighted ? double(weight) : 1.0);
            double const sum = weight_sum * double(residual) * double(residual);
            EXPECT_NEAR(sums.weight_sum, weight_sum, near * weight_sum) << evaluator->name();
            EXPECT_NEAR(sums.squared_error_sum, sum, near * sum) << evaluator->name();
        }
    }
}

TYPED_TEST(LossTest, IsNotFiniteWhereverOneRowIsNot) {
    std::vector<TypeParam> x(700, 1), target(700, 0), weights(700, 1);
    TypeParam const* const features[] = {x.data()};
    auto const nan = std::numeric_limits<TypeParam>::quiet_NaN();
    auto const large = std::numeric_limits<TypeParam>::infinity();
    auto const tree = expr::variable_tree(0);
    for (auto const bad : {nan, large, -large}) {
        for (std::size_t row_count : {1u, 77u, 512u, 700u}) {
            for (std::size_t row = 0; row < row_count; ++row) {
                for (auto* column : {&x, &target, &weights}) {
                    TypeParam const before = std::exchange((*column)[row], bad);
                    for (auto const& evaluator : this->judged_) {
                        auto const sums = evaluator->loss(
                            tree, {features, target.data(), weights.data(), row_count});
                        ASSERT_FALSE(std::isfinite(sums.squared_error_sum))
                            << evaluator->name() << ", row " << row << " of " << row_count;
                        ASSERT_EQ(sums.mse(), infinity);
                    }
                    // A weight of 0 does not hide a row without a value.
                    if (column != &weights) {
                        weights[row] = 0;
                        for (auto const& evaluator : this->judged_) {
                            auto const sums = evaluator->loss(
                                tree, {features, target.data(), weights.data(), row_count});
                            ASSERT_EQ(sums.mse(), infinity) << evaluator->name();
                        }
                        weights[row] = 1;
                    }
                    (*column)[row] = before;
                }
            }
        }
    }
}

TYPED_TEST(LossTest, LimitDecidesAsAllRowsDo) {
    Problem<TypeParam> problem(20000, 3, Data::tame, Weights::random, 26);
    TreeMaker trees({Opcode::add, Opcode::sub, Opcode::mul}, 3, 27);
    auto const rows = problem.rows(3, 19990);
    this->judged_.push_back(make_evaluator<TypeParam>(Backend::reference));
    for (auto const& evaluator : this->judged_) {
        std::size_t stopped_early = 0;
        for (int round = 0; round < 40; ++round) {
            auto const tree = trees.make(1 + round % 12);
            LossSums const whole = evaluator->loss(tree, rows);
            for (double const share : {0.0, 0.3, 0.999, 1.0, 1.001, 3.0}) {
                double const limit = share * whole.squared_error_sum;
                LossSums const sums = evaluator->loss(tree, rows, limit);
                ASSERT_EQ(sums.squared_error_sum <= limit, whole.squared_error_sum <= limit);
                if (whole.squared_error_sum <= limit) {
                    ASSERT_EQ(sums, whole);
                }
                if (sums.row_count == whole.row_count) continue;
                ++stopped_early;
                // It has evaluated the first rows.
                auto head = rows;
                head.row_count = sums.row_count;
                LossSums const seen = evaluator->loss(tree, head);
                ASSERT_NEAR(sums.squared_error_sum, seen.squared_error_sum,
                            this->tolerance * seen.squared_error_sum);
                ASSERT_NEAR(sums.weight_sum, seen.weight_sum, this->tolerance * seen.weight_sum);
            }
        }
        EXPECT_GT(stopped_early, 50u) << evaluator->name();
    }
}

TYPED_TEST(LossTest, LimitStopsLongBeforeTheEnd) {
    Problem<TypeParam> problem(100000, 1, Data::tame, Weights::none, 28);
    for (auto const& evaluator : this->judged_) {
        auto const sums = evaluator->loss(expr::variable_tree(0), problem.rows(), 1.0);
        EXPECT_LT(sums.row_count, 10000u) << evaluator->name();
        EXPECT_GT(sums.squared_error_sum, 1.0) << evaluator->name();
    }
}

TYPED_TEST(LossTest, BadRowsStopItToo) {
    std::vector<TypeParam> x(100000, 1);
    x[10] = std::numeric_limits<TypeParam>::quiet_NaN();
    TypeParam const* const features[] = {x.data()};
    for (auto const& evaluator : this->judged_) {
        auto const sums =
            evaluator->loss(expr::variable_tree(0), {features, x.data(), nullptr, x.size()});
        EXPECT_LT(sums.row_count, 10000u) << evaluator->name();
    }
}

}  // namespace
}  // namespace balmer::eval
