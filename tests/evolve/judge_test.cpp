#include "balmer/evolve/judge.hpp"

#include "balmer/base/random.hpp"
#include "balmer/eval/evaluator.hpp"

#include "evolve/planted_data.hpp"
#include "evolve/row_order.hpp"

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
    std::unique_ptr<Judge> judge_ = make_judge(table_, {.double_precision = GetParam()});
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

/// A target with tails that few features explain.
data::Table<double> table_with_tails(std::size_t row_count) {
    RandomStream noise(6, 0, 0, Purpose::test);
    return planted_table(row_count, [&](double x0, double x1) {
        return x0 * x1 + std::sin(3 * x1) + 0.02 * noise.normal() / (0.05 + noise.uniform());
    });
}

/// Trees of every quality: some slopes and offsets of x0 * x1.
std::vector<expr::Tree> candidates() {
    std::vector<expr::Tree> trees;
    RandomStream stream(8, 0, 0, Purpose::test);
    for (int i = 0; i < 40; ++i) {
        auto tree = line(1 + 0.5 * stream.normal(), 0.5 * stream.normal());
        tree.nodes.insert(tree.nodes.begin() + 3, {{Opcode::variable, 1}, {Opcode::mul}});
        trees.push_back(std::move(tree));
    }
    return trees;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(RacingJudge, WithoutRaceAndImportanceIsTheEvaluatorOverShuffledRows) {
    auto const table = table_with_tails(5000);
    RandomStream stream(3, 2, 0, Purpose::shuffle_rows);
    auto const order = shuffled_order(table.row_count(), stream);
    auto const picked = [&](std::span<double const> column) {
        AlignedVector<float> values;
        for (auto const row : order) values.push_back(static_cast<float>(column[row]));
        return values;
    };
    data::Table<float> const shuffled({picked(table.feature(0)), picked(table.feature(1))},
                                      picked(table.target()), {});
    auto const rows = shuffled.rows();
    auto const evaluator = eval::make_evaluator<float>();
    auto const judge =
        make_judge(table, {.seed = 3, .shard = 2, .racing = {Sampling::uniform, 0.0}});
    for (auto tree : candidates()) {
        auto const whole = evaluator->loss(tree, rows);
        EXPECT_EQ(judge->loss(tree), whole.mse());
        auto const before = judge->work().loss_row_count;
        double const limit = 0.7 * whole.mse();
        EXPECT_EQ(judge->loss(tree, limit), infinity);
        EXPECT_EQ(judge->work().loss_row_count - before,
                  evaluator->loss(tree, rows, limit * whole.weight_sum).row_count);
    }
}

TEST(RacingJudge, AcceptsWithTheLossOfTheWholeShardOrNotAtAll) {
    auto const table = table_with_tails(40000);
    for (auto const sampling : {Sampling::importance, Sampling::uniform}) {
        auto const judge = make_judge(table, {.racing = {sampling, 0.05}});
        auto const patient = make_judge(table, {.racing = {sampling, 0.0}});
        for (auto const& tree : candidates()) {
            double const whole = patient->loss(tree);
            EXPECT_EQ(judge->loss(tree), whole);
            for (double const share : {0.3, 0.9, 1 - 1e-9}) {
                EXPECT_EQ(judge->loss(tree, share * whole), infinity);
            }
            for (double const share : {1.0, 1.5}) {
                double const raced = judge->loss(tree, share * whole);
                EXPECT_TRUE(raced == whole || raced == infinity) << raced << " is not " << whole;
            }
        }
    }
}

TEST(RacingJudge, AgreesWithTheWholeShardAtTheStatedRate) {
    constexpr double error = 0.02;
    auto const table = table_with_tails(40000);
    for (auto const sampling : {Sampling::importance, Sampling::uniform}) {
        int refused = 0, trials = 0;
        for (std::uint64_t seed = 1; seed <= 25; ++seed) {
            auto const judge = make_judge(table, {.seed = seed, .racing = {sampling, error}});
            for (auto tree : candidates()) {
                if (trials % 2 == 0) judge->fit(tree, 3, 500);
                double const whole = judge->loss(tree);
                ++trials;
                if (judge->loss(tree, whole) == infinity) ++refused;
            }
        }
        EXPECT_LE(refused, error * trials + 4 * std::sqrt(error * trials));
    }
}

TEST(RacingJudge, AnUnluckyOrderDoesNotRefuseAllChildrenOfAKind) {
    // Twenty rows contain all of the error: the result of a race depends on whether it starts with
    // one of them.
    int row = 0;
    auto const table = planted_table(
        65536, [&](double x0, double) { return x0 + (++row % 3276 == 0 ? 1.0 : 0.0); });
    int judges_that_refuse = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        auto const judge = make_judge(table, {.seed = seed, .racing = {Sampling::uniform, 0.2}});
        int refused = 0;
        constexpr int likes = 200;
        for (int i = 0; i < likes; ++i) {
            auto const tree = line(1.0, 1e-6 * i);
            if (judge->loss(tree, judge->loss(tree)) == infinity) ++refused;
        }
        if (refused > 0) ++judges_that_refuse;
        EXPECT_LT(refused, likes / 2) << "seed " << seed;
    }
    EXPECT_GT(judges_that_refuse, 10) << "the data are no trial";
}

TEST(RacingJudge, RefusesBadChildrenOnFewerRows) {
    auto const table = table_with_tails(100000);
    auto const rows_of = [&](RacingSettings const& racing) {
        auto const judge = make_judge(table, {.racing = racing});
        auto const all = candidates();
        for (auto const& tree : all) {
            EXPECT_EQ(judge->loss(tree, judge->loss(tree) / 3), infinity);
        }
        return static_cast<double>(judge->work().loss_row_count) / static_cast<double>(all.size()) -
               100000;
    };
    double const plain = rows_of({Sampling::uniform, 0});
    EXPECT_GT(plain, 0.9 * 100000 / 3);
    EXPECT_LT(rows_of({Sampling::uniform, 1e-3}), plain / 4);
    EXPECT_LT(rows_of({Sampling::importance, 0}), plain);
    EXPECT_LT(rows_of({Sampling::importance, 1e-3}), plain / 2);
}

TEST(RacingJudge, SaysTheSameEachTime) {
    auto const table = table_with_tails(40000);
    auto const first = make_judge(table, {.seed = 4, .racing = {Sampling::importance, 0.01}});
    auto const second = make_judge(table, {.seed = 4, .racing = {Sampling::importance, 0.01}});
    for (auto tree : candidates()) {
        // Fits in between, on other samples, change nothing.
        auto other = tree;
        second->fit(other, 3, 700);
        auto twin = tree;
        first->fit(tree, 4, 500);
        second->fit(twin, 4, 500);
        EXPECT_EQ(tree, twin);
        EXPECT_EQ(first->loss(tree, 1.0), second->loss(twin, 1.0));
    }
}

TEST(RacingJudge, FitsOnAWeightedSampleComeCloserToTheWholeWhereTheTargetHasTails) {
    // Errors are proportional to the target, which spans three orders of magnitude.
    RandomStream noise(6, 0, 0, Purpose::test);
    auto const table = planted_table(50000, [&](double x0, double x1) {
        return std::exp(1.7 * x0 + 0.3 * noise.normal()) + 0.1 * x1;
    });
    expr::Tree const tree{{{Opcode::constant},
                           {Opcode::constant},
                           {Opcode::variable, 0},
                           {Opcode::mul},
                           {Opcode::exp},
                           {Opcode::mul}},
                          {1.1, 1.5}};
    auto const excess = [&](Sampling sampling) {
        double sum = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            auto const judge = make_judge(table, {.seed = seed, .racing = {sampling, 0}});
            auto few = tree, all = tree;
            judge->fit(few, 10, 200);
            judge->fit(all, 10, 0);
            sum += judge->loss(few) / judge->loss(all) - 1;
        }
        return sum;
    };
    double const weighted = excess(Sampling::importance);
    EXPECT_GT(weighted, 0) << "no sample is better than all rows";
    EXPECT_LT(weighted, 0.5 * excess(Sampling::uniform));
}

TEST(RacingJudge, KeepsTheWeightsOfEvents) {
    auto const plain = table_with_tails(20000);
    AlignedVector<double> weights;
    for (std::size_t i = 0; i < plain.row_count(); ++i) {
        weights.push_back(i % 3 == 0 ? 0.0 : 1.0 + static_cast<double>(i % 5));
    }
    AlignedVector<double> const x0(plain.feature(0).begin(), plain.feature(0).end());
    AlignedVector<double> const x1(plain.feature(1).begin(), plain.feature(1).end());
    AlignedVector<double> const target(plain.target().begin(), plain.target().end());
    data::Table<double> const table({x0, x1}, target, weights);
    auto const evaluator = eval::make_evaluator<double>(eval::Backend::reference);
    auto const judge =
        make_judge(table, {.double_precision = true, .racing = {Sampling::importance, 1e-6}});
    for (auto const& tree : candidates()) {
        double const expected = evaluator->loss(tree, table.rows()).mse();
        EXPECT_NEAR(judge->loss(tree), expected, 1e-12 * expected);
        EXPECT_NEAR(judge->loss(tree, 2 * expected), expected, 1e-12 * expected);
    }
    auto tree = candidates()[0];
    judge->fit(tree, 20, 1500);
    EXPECT_NEAR(tree.constants[0], 1, 0.1);
}

TEST(JudgeScales, AreTheRootMeanSquaresOfTheFeatures) {
    data::Table<double> const table({{3, -4, 0}, {0, 0, 0}}, {1, 2, 3}, {});
    EXPECT_EQ(make_judge(table, {})->feature_scales(), (std::vector{std::sqrt(25.0 / 3.0), 1.0}));
}

}  // namespace
}  // namespace balmer::evolve
