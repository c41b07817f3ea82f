#include "islands/candidate_pipeline.hpp"

#include "balmer/eval/evaluator.hpp"
#include "balmer/eval/optimum.hpp"
#include "balmer/expr/parse.hpp"
#include "balmer/scoring/shard_scorer.hpp"

#include "islands/made_up.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

constexpr std::size_t shard_count = 4;
constexpr double infinity = std::numeric_limits<double>::infinity();

evolve::Member champion(std::string const& formula, double loss = 1.0) {
    std::vector<std::string> const names = {"x0", "x1", "x2"};
    auto tree = expr::parse(formula, names).tree;
    auto const complexity = static_cast<int>(tree.size());
    return {.tree = std::move(tree), .loss = loss, .complexity = complexity, .birth = 0};
}

/// Answers requests as two workers would, on request the second half of the shards first.
class Answerer {
public:
    explicit Answerer(test::MadeUp const& made_up = {}) {
        for (std::uint32_t k = 0; k < shard_count; ++k) {
            halves_[k % 2].push_back({k, test::made_up_rows(made_up, k, shard_count)});
        }
    }

    /// Answers until there are no requests. If `backwards`, the newest are answered first.
    void settle(CandidatePipeline& pipeline, bool backwards = false) {
        std::vector<ScoreAnswer> answers;
        while (true) {
            for (auto const& request : pipeline.take_requests()) {
                for (auto const& half : halves_) {
                    answers.push_back({request.id, score_.sums(request.kind, request.tree, half)});
                }
            }
            if (answers.empty()) return;
            auto const next = backwards ? answers.end() - 1 : answers.begin();
            auto answer = std::move(*next);
            answers.erase(next);
            pipeline.absorb(std::move(answer));
            EXPECT_TRUE(pipeline.counters().add_up());
        }
    }

private:
    std::array<std::vector<scoring::Shard>, 2> halves_;
    scoring::ShardScorer score_;
};

CandidatePipeline pipeline_of(Pace pace = Pace::as_answered, CandidateSettings settings = {}) {
    return {20, shard_count, settings, pace};
}

TEST(CandidatePipeline, FitsAChampionToTheOptimumOnAllEvents) {
    test::MadeUp const made_up{.weighted = true};
    auto pipeline = pipeline_of();
    pipeline.submit({champion("1.9*x0*sin(x1) + 0.2")});
    Answerer(made_up).settle(pipeline);

    auto const* const entry = pipeline.hall_of_fame().find(8);
    ASSERT_NE(entry, nullptr);
    EXPECT_TRUE(entry->at_optimum);
    EXPECT_NEAR(entry->tree.constants[0], 2.5, 5 * entry->standard_errors[0]);
    EXPECT_NEAR(entry->tree.constants[1], 0.7, 5 * entry->standard_errors[1]);

    auto const table = test::all_rows(made_up);
    auto const judge = eval::make_evaluator<double>(eval::Backend::reference);
    eval::NormalEquations sums;
    judge->normal_equations(entry->tree, table.rows(), sums);
    EXPECT_NEAR(entry->mse, sums.loss.mse(), 1e-12 * entry->mse);
    EXPECT_LT(eval::relative_gradient(sums), 1e-6);
    EXPECT_EQ(sums.loss.row_count, made_up.row_count);
}

/// All that a survey submits is scored, whatever the islands send.
TEST(CandidatePipeline, TheBestOfASurveyAreScoredEvenIfTheQueueIsFull) {
    CandidateSettings settings;
    settings.queue_size = 1;
    settings.max_in_flight = 1;
    auto pipeline = pipeline_of(Pace::as_answered, settings);
    // Known, so that champions of these structures would be dropped.
    pipeline.submit({champion("x0 + 1"), champion("x1 + 1")});
    pipeline.submit_survey({champion("x0 + 1"), champion("x1 + 1"), champion("1*x0*sin(x1) + 1")});
    EXPECT_FALSE(pipeline.survey_is_scored());
    EXPECT_EQ(pipeline.record().counters.received, 2U) << "the census submits them again";
    Answerer().settle(pipeline);
    EXPECT_TRUE(pipeline.survey_is_scored());
    EXPECT_TRUE(pipeline.idle());
    EXPECT_NE(pipeline.hall_of_fame().find(8), nullptr);
    EXPECT_EQ(pipeline.counters().received, 5U);
}

TEST(CandidatePipeline, WhatIsNotAtItsOptimumIsContinuedOrStaysOut) {
    // Two evaluations for each fit end far from the optimum, unless fits are continued.
    CandidateSettings settings;
    settings.fit.max_evaluations = 2;
    for (int const continuations : {0, 20}) {
        settings.max_continuations = continuations;
        auto pipeline = pipeline_of(Pace::as_answered, settings);
        pipeline.submit({champion("1.9*x0*sin(1.3*x1) + 0.2")});
        Answerer().settle(pipeline);
        auto const front = pipeline.hall_of_fame().front();
        EXPECT_EQ(front.size(), continuations == 0 ? 0U : 1U);
        for (auto const& entry : front) {
            EXPECT_TRUE(entry.at_optimum);
            EXPECT_LE(entry.relative_gradient, 1e-6);
        }
        EXPECT_EQ(pipeline.counters().dropped_hopeless, continuations == 0 ? 1U : 0U);
    }
}

TEST(CandidatePipeline, KnowsTheLossOfTheFormulaZero) {
    auto pipeline = pipeline_of();
    EXPECT_TRUE(std::isnan(pipeline.target_mean_square()));
    Answerer().settle(pipeline);
    double sum = 0;
    auto const table = test::all_rows({});
    for (auto const t : table.target()) sum += t * t;
    auto const mean = sum / static_cast<double>(table.row_count());
    EXPECT_NEAR(pipeline.target_mean_square(), mean, 1e-12 * mean);
}

TEST(CandidatePipeline, AnExactFormulaCountsAsAtItsOptimum) {
    auto pipeline = pipeline_of();
    pipeline.submit({champion("1.9*x0*sin(x1) + 0.2")});
    Answerer({.noise = 0}).settle(pipeline);
    auto const* const entry = pipeline.hall_of_fame().find(8);
    ASSERT_NE(entry, nullptr);
    EXPECT_LT(entry->mse, 1e-28);
    EXPECT_TRUE(entry->at_optimum);
}

TEST(CandidatePipeline, CountsEachFateByItself) {
    CandidateSettings settings;
    settings.max_in_flight = 1;
    auto pipeline = pipeline_of(Pace::as_answered, settings);
    Answerer answer;
    pipeline.submit({champion("2*x0*sin(x1)")});
    answer.settle(pipeline);
    EXPECT_EQ(pipeline.counters().entered, 1U);

    pipeline.submit({champion("3*x0*sin(x1)")});
    EXPECT_EQ(pipeline.counters().duplicates, 1U);

    pipeline.submit({champion("x0*x1*x1*x2", 1e9)});
    EXPECT_EQ(pipeline.counters().dropped_stale, 1U);

    pipeline.submit({champion("x0*x1*x2*x2", 0.1)});
    answer.settle(pipeline);
    EXPECT_EQ(pipeline.counters().dropped_screened, 1U);

    pipeline.submit({champion("sin(sin(x2/(x1-x1)))", 0.1)});
    answer.settle(pipeline);
    EXPECT_EQ(pipeline.counters().failed, 1U);
    pipeline.submit({champion("x0", infinity)});
    EXPECT_EQ(pipeline.counters().failed, 2U);

    // The same values to the last bit, so no better.
    pipeline.submit({champion("x0*sin(x1)", 0.1)});
    pipeline.submit({champion("sin(x1)*x0", 0.2)});
    answer.settle(pipeline);
    auto const counters = pipeline.counters();
    EXPECT_EQ(counters.entered, 2U);
    EXPECT_EQ(counters.not_better, 1U);
    EXPECT_TRUE(counters.add_up());
    EXPECT_EQ(counters.pending, 0U);
    EXPECT_EQ(counters.received, 8U);
}

TEST(CandidatePipeline, GivesUpWhatCanNoLongerReachTheBest) {
    CandidateSettings settings;
    settings.screen_factor = 1e9;
    auto pipeline = pipeline_of(Pace::as_answered, settings);
    Answerer answer;
    pipeline.submit({champion("2*x0*sin(x1) + 0.5")});
    answer.settle(pipeline);
    auto const before = pipeline.request_count();
    // Without a term for the 0.7 no constants reach the best.
    pipeline.submit({champion("2.5*x0*sin(x1 + 0.01*x2)", 1e-9)});
    answer.settle(pipeline);
    EXPECT_EQ(pipeline.counters().dropped_hopeless, 1U);
    EXPECT_EQ(pipeline.request_count() - before, 2U) << "its loss, and one step";
}

TEST(CandidatePipeline, AFloodIsBoundedAndLosesNone) {
    CandidateSettings settings;
    auto pipeline = pipeline_of(Pace::as_answered, settings);
    Answerer answer;
    std::vector<expr::Tree> leaves = {expr::variable_tree(0), expr::variable_tree(1),
                                      expr::variable_tree(2), expr::constant_tree(0.5)};
    std::uint64_t submitted = 0;
    for (std::uint32_t i = 0; i < 5000; ++i) {
        // A different structure for each number: its digits in base 4 as leaves of a sum.
        auto member = champion("x0");
        for (std::uint32_t digits = i; digits > 0; digits /= 4) {
            auto const& leaf = leaves[digits % 4];
            member.tree.nodes.insert(member.tree.nodes.end(), leaf.nodes.begin(), leaf.nodes.end());
            member.tree.constants.insert(member.tree.constants.end(), leaf.constants.begin(),
                                         leaf.constants.end());
            member.tree.nodes.push_back({expr::Opcode::add, 0});
        }
        member.complexity = static_cast<int>(member.tree.size());
        member.loss = 1.0 + 1e-6 * i;
        pipeline.submit({std::move(member)});
        ++submitted;
        auto const counters = pipeline.counters();
        ASSERT_TRUE(counters.add_up());
        ASSERT_EQ(counters.received, submitted);
        ASSERT_LE(counters.pending, settings.queue_size + settings.max_in_flight);
        ASSERT_LE(pipeline.take_requests().size(), 1U)
            << "without an answer there are no further requests";
    }
    EXPECT_EQ(pipeline.counters().dropped_full, submitted - settings.queue_size);
}

/// Many champions of equal complexities, whose order of arrival could decide which enter.
std::vector<evolve::Member> rivals() {
    return {champion("2*x0*x1", 0.9),
            champion("x0*sin(1.1*x1)", 0.5),
            champion("2*x0*sin(x1)", 0.4),
            champion("x0*x1 + 0.5", 0.8),
            champion("1.5*sin(x0)*x1", 0.7),
            champion("x0*(x1 - 0.1*x2)", 0.9),
            champion("2*x0*sin(x1) + 1", 0.1),
            champion("sin(2*x0*x1)", 1.2),
            champion("x0*(sin(x1) + 0.3)", 0.6),
            champion("0.4 + x0*x1", 0.9),
            champion("1*x0 + 2*x1", 3.0),
            champion("0.6", 3.1),
            champion("2*(x0*sin(x1) + 0.3)", 0.1),
            champion("x0", 3.0)};
}

TEST(CandidatePipeline, LockstepDoesNotShowWhoAnsweredFirst) {
    Answerer answer;
    auto forwards = pipeline_of(Pace::lockstep), backwards = pipeline_of(Pace::lockstep);
    forwards.submit(rivals());
    backwards.submit(rivals());
    answer.settle(forwards, false);
    answer.settle(backwards, true);
    EXPECT_GT(forwards.hall_of_fame().front().size(), 3U);
    EXPECT_EQ(forwards.hall_of_fame(), backwards.hall_of_fame());
    EXPECT_EQ(forwards.counters(), backwards.counters());
    EXPECT_EQ(forwards.request_count(), backwards.request_count());
    EXPECT_EQ(forwards.revision(), backwards.revision());
}

TEST(CandidatePipeline, RefusesAnswersNobodyAskedFor) {
    auto pipeline = pipeline_of();
    EXPECT_THROW(pipeline.absorb({.id = 99, .shards = {}}), ProtocolError);
}

/// The record as read from a checkpoint.
CandidatePipeline restored(CandidatePipeline const& pipeline, Pace pace = Pace::as_answered) {
    auto copy = pipeline_of(pace);
    copy.restore(pipeline.record());
    return copy;
}

TEST(CandidatePipeline, RestoredWithNothingUnderWayItGoesOnAsIfItHadNeverStopped) {
    auto straight = pipeline_of(Pace::lockstep);
    Answerer answerer;
    straight.submit({champion("x0*sin(x1)"), champion("2*x0"), champion("x2 + 0.1")});
    answerer.settle(straight);
    auto resumed = restored(straight, Pace::lockstep);
    EXPECT_TRUE(resumed.take_requests().empty()) << "the loss of the expression 0 is known";
    for (auto* pipeline : {&straight, &resumed}) {
        pipeline->submit({champion("3*x0", 0.5), champion("2*x0*sin(x1) + 1")});
        answerer.settle(*pipeline);
    }
    EXPECT_EQ(resumed.hall_of_fame(), straight.hall_of_fame());
    EXPECT_EQ(resumed.counters(), straight.counters());
    EXPECT_EQ(resumed.revision(), straight.revision());
    EXPECT_EQ(resumed.request_count(), straight.request_count());
    EXPECT_EQ(resumed.target_mean_square(), straight.target_mean_square());
}

TEST(CandidatePipeline, WhatWaitsOrIsUnderWayIsRestoredAndNotLost) {
    auto pipeline = pipeline_of();
    Answerer answerer;
    pipeline.submit({});
    answerer.settle(pipeline);
    std::vector<evolve::Member> champions;
    for (auto const* formula :
         {"2*x0", "x0*sin(x1)", "2*x0*sin(x1)", "2*x0*sin(x1) + 1", "x2", "x0 + x1", "x0 - 2*x2",
          "sin(x1)", "x0*x0", "x1*x0*2", "x2*x2 + 3", "sin(x0) + 1"}) {
        champions.push_back(champion(formula));
    }
    pipeline.submit(champions);
    ASSERT_GT(pipeline.counters().pending, 1U);
    auto resumed = restored(pipeline);
    EXPECT_EQ(resumed.counters(), pipeline.counters());
    EXPECT_TRUE(resumed.counters().add_up());
    answerer.settle(resumed);
    answerer.settle(pipeline);
    EXPECT_EQ(resumed.counters().pending, 0U);
    EXPECT_EQ(resumed.hall_of_fame(), pipeline.hall_of_fame());
}

TEST(CandidatePipeline, RestoredBeforeAnythingWasAnsweredItAsksAgain) {
    auto pipeline = pipeline_of();
    pipeline.submit({champion("2*x0*sin(x1)")});
    auto resumed = restored(pipeline);
    Answerer().settle(resumed);
    EXPECT_EQ(resumed.counters().entered, 1U);
    EXPECT_TRUE(resumed.idle());
}

}  // namespace
}  // namespace balmer::islands
