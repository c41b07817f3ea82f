#include "balmer/islands/run.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/eval/optimum.hpp"
#include "balmer/expr/print.hpp"
#include "balmer/expr/round_number.hpp"
#include "balmer/parallel/error.hpp"

#include "islands/made_up.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

using test::run_to_end;
using test::small_plan;

std::uint64_t sum(RunStatus const& status, std::uint64_t IslandStatus::*count) {
    std::uint64_t total = 0;
    for (auto const& island : test::island_statuses(status)) total += island.*count;
    return total;
}

/// Checks what must hold after every run with a regular end.
void expect_the_laws(RunResult const& result) {
    auto const& status = result.status;
    EXPECT_TRUE(status.candidates.add_up());
    EXPECT_EQ(status.candidates.pending, 0U);
    EXPECT_EQ(sum(status, &IslandStatus::champions_waiting), 0U);
    EXPECT_EQ(sum(status, &IslandStatus::champions_sent), status.candidates.received);
    EXPECT_EQ(sum(status, &IslandStatus::champions_harvested),
              sum(status, &IslandStatus::champions_sent) +
                  sum(status, &IslandStatus::champions_superseded));
    EXPECT_GT(status.candidates.entered, 0U);
    EXPECT_EQ(status.phase, Phase::closed);
}

TEST(Survey, ProvesTheSmallSizesAndFindsThePlantedFormula) {
    auto plan = small_plan();
    plan.search.exhaustive_complexity = 8;
    plan.search.iterations = 1;
    auto const result = run_to_end(3, plan);
    EXPECT_EQ(result.status.survey.proven_complexity, 8U);
    EXPECT_GT(result.status.survey.structure_count, 1000U);
    // 2.5 x0 sin(x1) + 0.7, with noise of 0.05.
    auto const* planted = result.hall_of_fame.find(8);
    ASSERT_NE(planted, nullptr);
    EXPECT_LT(planted->mse, 1.2 * 0.05 * 0.05);
}

TEST(Survey, IsTheSameOnAnyNumberOfRanksInDeterministicMode) {
    auto plan = small_plan();
    plan.search.exhaustive_complexity = 5;
    plan.search.deterministic = true;
    plan.search.iterations = 2;
    auto const one = run_to_end(1, plan);
    EXPECT_EQ(one.status.survey.proven_complexity, 5U);
    for (int const size : {2, 3, 5}) {
        auto const other = run_to_end(size, plan);
        EXPECT_EQ(other.hall_of_fame, one.hall_of_fame) << size;
        EXPECT_EQ(other.status.survey.structure_count, one.status.survey.structure_count) << size;
    }
}

TEST(Survey, GoesOnBesideTheIslandsIfItTakesLong) {
    auto plan = small_plan();
    plan.search.exhaustive_complexity = evolve::exhaustive_auto;
    plan.search.iterations = 1000000;
    plan.run.max_seconds = 2;
    auto const result = run_to_end(3, plan);
    EXPECT_GT(result.status.survey.proven_complexity, 2U);
    EXPECT_GT(total_iterations(result.status), 0U);
    EXPECT_LT(result.status.elapsed_s, 4);
}

class OnRanks : public ::testing::TestWithParam<int> {};

TEST_P(OnRanks, NoChampionIsLostAndAllIterationsAreDone) {
    auto const plan = small_plan();
    auto const result = run_to_end(GetParam(), plan);
    EXPECT_EQ(result.end_reason, EndReason::iterations_done);
    expect_the_laws(result);
    auto const islands = test::island_statuses(result.status);
    ASSERT_EQ(islands.size(), plan.search.island_count);
    for (std::size_t k = 0; k < islands.size(); ++k) {
        EXPECT_EQ(islands[k].island, k);
        EXPECT_EQ(islands[k].iteration, plan.search.iterations);
    }
}

// A single process, and 1, 2, 4 and 8 workers. With 9 ranks, two have no island.
INSTANTIATE_TEST_SUITE_P(Threads, OnRanks, ::testing::Values(1, 2, 3, 5, 9));

RunPlan deterministic_plan() {
    auto plan = small_plan({.weighted = true});
    plan.search.deterministic = true;
    return plan;
}

class Deterministic : public ::testing::TestWithParam<int> {};

TEST_P(Deterministic, TheNumberOfRanksDoesNotShow) {
    static auto const alone = run_to_end(1, deterministic_plan());
    auto const shared = run_to_end(GetParam(), deterministic_plan());
    EXPECT_GT(alone.hall_of_fame.front().size(), 4U);
    EXPECT_EQ(shared.hall_of_fame, alone.hall_of_fame);
    EXPECT_EQ(shared.status.candidates, alone.status.candidates);
    EXPECT_EQ(shared.status.score_request_count, alone.status.score_request_count);
    EXPECT_EQ(total_work(shared.status), total_work(alone.status));
    expect_the_laws(shared);
}

INSTANTIATE_TEST_SUITE_P(Threads, Deterministic, ::testing::Values(1, 2, 3, 5));

TEST(RunIslands, FindsAPlantedFormulaAndWhatItSaysOfItIsTrue) {
    test::MadeUp const made_up{.weighted = true};
    auto plan = small_plan(made_up);
    plan.search.iterations = 25;
    auto const result = run_to_end(3, plan);
    expect_the_laws(result);

    auto const table = test::all_rows(made_up);
    double noise = 0, weights = 0;
    for (std::size_t row = 0; row < table.row_count(); ++row) {
        double const residual = 2.5 * table.feature(0)[row] * std::sin(table.feature(1)[row]) +
                                0.7 - table.target()[row];
        noise += table.weights()[row] * residual * residual;
        weights += table.weights()[row];
    }
    // Two fitted constants: at least as good as the truth.
    EXPECT_LE(result.hall_of_fame.best_mse(8), noise / weights);

    auto const judge = eval::make_evaluator<double>(eval::Backend::reference);
    std::vector<std::string> const names = {"x0", "x1", "x2"};
    auto const front = result.hall_of_fame.front();
    ASSERT_GE(front.size(), 3U);
    for (auto const& entry : front) {
        SCOPED_TRACE(expr::to_infix(entry.tree, names));
        eval::NormalEquations sums;
        judge->normal_equations(entry.tree, table.rows(), sums);
        EXPECT_EQ(sums.loss.row_count, made_up.row_count);
        EXPECT_NEAR(entry.mse, sums.loss.mse(), 1e-12 * entry.mse);
        EXPECT_TRUE(entry.at_optimum);
        ASSERT_EQ(entry.standard_errors.size(), entry.tree.constants.size());
        for (std::size_t k = 0; k < entry.tree.constants.size(); ++k) {
            // A round number that was not fitted.
            if (entry.standard_errors[k] == 0) sums.gradient[k] = 0;
        }
        EXPECT_LT(eval::relative_gradient(sums), 1e-6);
    }
}

/// Takes ten times as long as the judge inside.
class SlowJudge final : public evolve::Judge {
public:
    explicit SlowJudge(std::unique_ptr<evolve::Judge> judge) : judge_(std::move(judge)) {}

    double loss(expr::Tree const& tree, double limit) override {
        return slowly([&] { return judge_->loss(tree, limit); });
    }
    void fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) override {
        slowly([&] {
            judge_->fit(tree, max_evaluations, row_limit);
            return 0.0;
        });
    }
    double baseline() const override { return judge_->baseline(); }
    std::size_t feature_count() const override { return judge_->feature_count(); }
    std::vector<double> feature_scales() const override { return judge_->feature_scales(); }
    evolve::WorkCounters const& work() const override { return judge_->work(); }

private:
    double slowly(std::function<double()> const& step) {
        Stopwatch const watch;
        double const result = step();
        std::this_thread::sleep_for(std::chrono::duration<double>(9 * watch.elapsed_s()));
        return result;
    }

    std::unique_ptr<evolve::Judge> judge_;
};

std::unique_ptr<evolve::Judge> plain_judge(data::Table<double> const& shard, std::uint32_t island) {
    return evolve::make_judge(shard, {.shard = island});
}

RunPlan endless_plan() {
    auto plan = small_plan();
    plan.search.iterations = 1000000;
    return plan;
}

TEST(RunIslands, ASlowIslandSlowsNeitherItsSiblingsNorOtherWorkers) {
    auto plan = endless_plan();
    plan.search.cycles_per_iteration = 3;
    plan.search.island_count = 6;
    plan.run.max_seconds = 4;
    plan.make_judge = [](auto const& shard, std::uint32_t island) {
        auto judge = plain_judge(shard, island);
        if (island == 0) judge = std::make_unique<SlowJudge>(std::move(judge));
        return judge;
    };
    auto const result = run_to_end(3, plan);
    EXPECT_EQ(result.end_reason, EndReason::time_limit);
    auto const islands = test::island_statuses(result.status);
    ASSERT_GT(islands[0].iteration, 0U);
    std::string counts;
    for (auto const& island : islands) counts += ' ' + std::to_string(island.iteration);
    RecordProperty("iterations", counts);
    // Ten times as slow. If other islands waited for it, the counts would be nearly equal.
    for (std::size_t k = 1; k < islands.size(); ++k) {
        EXPECT_GT(islands[k].iteration, 3 * islands[0].iteration) << "iterations:" << counts;
    }
}

TEST(RunIslands, TheTimeLimitEndsARunWithResults) {
    auto plan = endless_plan();
    plan.run.max_seconds = 1;
    for (int const size : {1, 3}) {
        auto const result = run_to_end(size, plan);
        EXPECT_EQ(result.end_reason, EndReason::time_limit);
        expect_the_laws(result);
        EXPECT_FALSE(result.hall_of_fame.front().empty());
        EXPECT_GE(result.status.elapsed_s, 1.0);
    }
}

TEST(RunIslands, ADeterministicRunStopsInMidRound) {
    auto plan = endless_plan();
    plan.search.deterministic = true;
    plan.run.max_seconds = 1;
    auto const result = run_to_end(3, plan);
    EXPECT_EQ(result.end_reason, EndReason::time_limit);
    // Champions of an incomplete round are discarded: the round is repeated after a restart.
    EXPECT_TRUE(result.status.candidates.add_up());
    EXPECT_EQ(result.status.candidates.pending, 0U);
    EXPECT_EQ(result.status.phase, Phase::closed);
    EXPECT_FALSE(result.hall_of_fame.front().empty());
}

TEST(RunIslands, AnyRankMayAskToStop) {
    for (int const asking : {0, 2}) {
        auto const plan = endless_plan();
        parallel::MemoryPost const post(3);
        std::vector<EndReason> reasons(3, EndReason::iterations_done);
        std::vector<std::thread> threads;
        for (int rank = 0; rank < 3; ++rank) {
            threads.emplace_back([&, rank] {
                auto own = plan;
                Stopwatch const watch;
                if (rank == asking) {
                    own.run.stop_requested = [watch] { return watch.elapsed_s() > 0.3; };
                }
                parallel::MemoryMailbox mailbox(post, rank);
                auto const result = run_islands(mailbox, own);
                reasons[static_cast<std::size_t>(rank)] = result.end_reason;
                if (rank == 0) expect_the_laws(result);
            });
        }
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(reasons, std::vector<EndReason>(3, EndReason::stop_requested));
    }
}

TEST(RunIslands, EndsWhereTheLossIsGoodEnough) {
    for (bool const deterministic : {false, true}) {
        auto plan = endless_plan();
        plan.search.deterministic = deterministic;
        plan.search.stop_at_loss = 1.0;  // of 4.0 for the formula 0
        auto const result = run_to_end(3, plan);
        EXPECT_EQ(result.end_reason, EndReason::loss_reached);
        EXPECT_LE(result.hall_of_fame.best_mse(12), 1.0);
    }
}

TEST(RunIslands, AFormulaThatEndsARunIsPolishedBefore) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        auto plan = test::small_plan({.noise = 0});
        plan.search.seed = seed;
        plan.search.iterations = 100000;
        plan.search.deterministic = seed % 2 == 0;
        plan.search.stop_at_loss = 1e-9;
        auto const result = run_to_end(3, plan);
        EXPECT_EQ(result.end_reason, EndReason::loss_reached);
        auto const best = result.hall_of_fame.front().back();
        // 2.5*x0*sin(x1) + 0.7
        EXPECT_LE(best.complexity, 8);
        EXPECT_EQ(expr::free_constant_count(best.tree), 0U);
        EXPECT_LT(result.status.finishing_s, plan.run.finish_seconds);
        EXPECT_GE(result.status.polish.tried,
                  result.status.polish.smaller + result.status.polish.rounder);
    }
}

TEST(RunIslands, TheLastFitsEndInTheirTime) {
    auto plan = endless_plan();
    plan.run.max_seconds = 0.5;
    plan.run.finish_seconds = 0;
    auto const result = run_to_end(3, plan);
    EXPECT_EQ(result.end_reason, EndReason::time_limit);
    EXPECT_GT(result.status.finishing_s, 0);
    EXPECT_LT(result.status.finishing_s, 5);
}

double cpu_seconds_of_this_thread() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

TEST(RunIslands, TheCoordinatorLeavesTheCoresToTheWorkers) {
    auto plan = endless_plan();
    plan.run.max_seconds = 4;
    plan.run.status_seconds = 1;
    // Iterations of a real job take seconds, not milliseconds.
    plan.search.cycles_per_iteration = 100;
    parallel::MemoryPost const post(3);
    double cpu_s = 0, elapsed_s = 0;
    std::vector<std::thread> threads;
    for (int rank = 0; rank < 3; ++rank) {
        threads.emplace_back([&, rank] {
            parallel::MemoryMailbox mailbox(post, rank);
            Stopwatch const watch;
            run_islands(mailbox, plan);
            if (rank != 0) return;
            cpu_s = cpu_seconds_of_this_thread();
            elapsed_s = watch.elapsed_s();
        });
    }
    for (auto& thread : threads) thread.join();
    double const percent = 100 * cpu_s / elapsed_s;
    RecordProperty("coordinator_cpu_percent", std::to_string(percent));
    std::printf("coordinator: %.2f %% of a core\n", percent);
    EXPECT_LT(percent, 10);
}

std::string message_of(std::exception_ptr const& error) {
    try {
        std::rethrow_exception(error);
    } catch (std::exception const& caught) {
        return caught.what();
    }
}

TEST(RunIslands, AWorkerThatFailsLeavesNobodyWaiting) {
    auto plan = endless_plan();
    plan.make_judge = [](auto const& shard, std::uint32_t island) {
        if (island == 1) throw std::runtime_error("no memory for island 1");
        return plain_judge(shard, island);
    };
    for (auto const& outcome : test::run_on_threads(4, plan)) {
        ASSERT_TRUE(outcome.error);
        EXPECT_NE(message_of(outcome.error).find("no memory for island 1"), std::string::npos)
            << message_of(outcome.error);
    }
}

TEST(RunIslands, BadDataOnOneRankIsBadDataOnAll) {
    auto plan = endless_plan();
    auto const load = plan.load_shards;
    plan.load_shards = [load](std::vector<std::size_t> const& shards) {
        if (shards.front() == 1) throw DataError("row 7 of 'x_p1' is NaN");
        return load(shards);
    };
    for (auto const& outcome : test::run_on_threads(4, plan)) {
        ASSERT_TRUE(outcome.error);
        try {
            std::rethrow_exception(outcome.error);
        } catch (std::exception const& error) {
            EXPECT_EQ(parallel::fault_of(error), parallel::Fault::data) << error.what();
        }
    }
}

TEST(RunIslands, ImpossibleSettingsAreNamedTogether) {
    auto plan = small_plan();
    plan.run.scoring_share = 1.5;
    plan.run.status_seconds = 0;
    parallel::MemoryMailbox mailbox;
    try {
        run_islands(mailbox, plan);
        FAIL() << "ran";
    } catch (InputError const& error) {
        EXPECT_EQ(error.problems().size(), 2U) << error.what();
    }
}

class CountingObserver final : public RunObserver {
public:
    void on_hall_of_fame(evolve::HallOfFame const& hall_of_fame, RunStatus const&) override {
        ++calls;
        if (calls <= failures) throw std::runtime_error("no space left on device");
        last = hall_of_fame;
    }
    void on_status(RunStatus const& status) override {
        ++status_calls;
        if (!status.candidates.add_up()) ++broken_laws;
        for (auto const silent_s : status.silent_s) {
            if (silent_s < 0) ++broken_laws;
        }
    }
    void on_checkpoint(checkpoint::SaveReport const&, evolve::HallOfFame const&,
                       RunStatus const&) override {}
    void on_warning(std::string const& message) override { warnings.push_back(message); }

    int failures = 0;
    int calls = 0;
    int status_calls = 0;
    int broken_laws = 0;
    evolve::HallOfFame last;
    std::vector<std::string> warnings;
};

TEST(RunIslands, TheObserverSeesTheFinalHallOfFameThoughItsDiskWasFull) {
    CountingObserver observer;
    observer.failures = 1;
    auto plan = small_plan();
    plan.observer = &observer;
    auto const result = run_to_end(3, plan);
    EXPECT_EQ(observer.last, result.hall_of_fame);
    EXPECT_GE(observer.status_calls, 1);
    EXPECT_EQ(observer.broken_laws, 0);
    EXPECT_EQ(observer.warnings.size(), 1U);
    EXPECT_EQ(result.status.observer_failures, 1U);
}

TEST(RunIslands, WorkersWithoutAnIslandAreSpokenOf) {
    CountingObserver observer;
    auto plan = small_plan();
    plan.observer = &observer;
    run_to_end(9, plan);
    ASSERT_EQ(observer.warnings.size(), 1U);
    EXPECT_NE(observer.warnings[0].find("2 of 8 workers are idle"), std::string::npos);
}

TEST(RunIslands, AFrozenWorkerIsSpokenOfAndDoesNotHoldUpTheEnd) {
    auto plan = endless_plan();
    std::atomic<bool> is_frozen = true;
    plan.run.max_seconds = 0.5;
    plan.run.silence_seconds = 0.3;
    plan.run.finish_seconds = 0.5;
    plan.make_judge = [&](auto const& shard, std::uint32_t island) {
        auto judge = plain_judge(shard, island);
        if (island == 1) judge = std::make_unique<test::FreezingJudge>(std::move(judge), is_frozen);
        return judge;
    };
    CountingObserver observer;
    parallel::MemoryPost const post(3);
    std::vector<std::thread> workers;
    for (int const rank : {1, 2}) {
        workers.emplace_back([&, rank] {
            parallel::MemoryMailbox mailbox(post, rank);
            run_islands(mailbox, plan);
        });
    }
    Stopwatch const watch;
    std::atomic<bool> ended = false;
    // Ends the test even if the coordinator waits for the frozen worker.
    std::thread rescue([&] {
        while (!ended && watch.elapsed_s() < 10) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        is_frozen = false;
    });
    auto own = plan;
    own.observer = &observer;
    parallel::MemoryMailbox mailbox(post, 0);
    auto const result = run_islands(mailbox, own);
    double const elapsed_s = watch.elapsed_s();
    ended = true;
    rescue.join();
    for (auto& worker : workers) worker.join();

    EXPECT_LT(elapsed_s, 8);
    EXPECT_EQ(result.end_reason, EndReason::time_limit);
    EXPECT_EQ(result.lost_ranks, std::vector<int>{2});
    EXPECT_TRUE(result.status.candidates.add_up());
    ASSERT_EQ(observer.warnings.size(), 2U);
    EXPECT_NE(observer.warnings[0].find("rank 2 (islands 1, 3, 5) has been silent"),
              std::string::npos)
        << observer.warnings[0];
    EXPECT_NE(observer.warnings[1].find("the run ends without it"), std::string::npos);
}

}  // namespace
}  // namespace balmer::islands
