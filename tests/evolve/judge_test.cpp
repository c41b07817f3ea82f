#include "balmer/evolve/judge.hpp"

#include "evolve/planted_data.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace balmer::evolve {
namespace {

using expr::Opcode;

/// c0 * x0 + c1.
expr::Tree line(double slope, double offset) {
    return {{{Opcode::constant},
             {Opcode::variable, 0},
             {Opcode::mul},
             {Opcode::constant},
             {Opcode::add}},
            {slope, offset}};
}

class JudgeTest : public ::testing::TestWithParam<bool> {
protected:
    data::Table<double> table_ =
        planted_table(5000, [](double x0, double x1) { return 2 * x0 - 1 + 0.1 * x1; });
    std::unique_ptr<Judge> judge_ = make_judge(table_, 1, 0, GetParam());
};

TEST_P(JudgeTest, LossIsTheMeanOverTheTable) {
    double sum = 0, unit = 0;
    for (std::size_t i = 0; i < table_.row_count(); ++i) {
        double const t = table_.target()[i];
        sum += std::pow(1.5 * table_.feature(0)[i] - 0.5 - t, 2);
        unit += std::pow(1.0 - t, 2);
    }
    auto const rows = static_cast<double>(table_.row_count());
    EXPECT_NEAR(judge_->loss(line(1.5, -0.5)), sum / rows, 1e-5 * sum / rows);
    EXPECT_NEAR(judge_->baseline(), unit / rows, 1e-5 * unit / rows);
}

TEST_P(JudgeTest, LimitDecidesAsTheWholeLossWould) {
    double const whole = judge_->loss(line(1.5, -0.5));
    EXPECT_EQ(judge_->loss(line(1.5, -0.5), whole * 1.001), whole);
    EXPECT_EQ(judge_->loss(line(1.5, -0.5), whole * 0.999),
              std::numeric_limits<double>::infinity());
    auto const before = judge_->work().node_rows;
    judge_->loss(line(1.5, -0.5), whole * 0.01);
    EXPECT_LT(judge_->work().node_rows - before, 0.5 * 5 * 5000) << "it looked at all rows";
}

TEST_P(JudgeTest, FitFindsTheLine) {
    auto tree = line(0.1, 3);
    judge_->fit(tree, 10, 0);
    EXPECT_NEAR(tree.constants[0], 2, 0.01);
    EXPECT_NEAR(tree.constants[1], -1, 0.01);
    auto few = line(0.1, 3);
    judge_->fit(few, 10, 500);
    EXPECT_NEAR(few.constants[0], 2, 0.05);
    EXPECT_NE(few.constants, tree.constants);
}

TEST_P(JudgeTest, NoValueIsAnInfiniteLoss) {
    expr::Tree const tree{{{Opcode::variable, 0}, {Opcode::log}}, {}};
    EXPECT_EQ(judge_->loss(tree), std::numeric_limits<double>::infinity());
}

INSTANTIATE_TEST_SUITE_P(Precisions, JudgeTest, ::testing::Bool(), [](auto const& parameter) {
    return parameter.param ? std::string("Double") : std::string("Single");
});

}  // namespace
}  // namespace balmer::evolve
