#include "balmer/base/error.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/checkpoint/store.hpp"
#include "balmer/islands/run.hpp"

#include "islands/made_up.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace balmer::islands {
namespace {

namespace fs = std::filesystem;
using test::run_to_end;
using test::small_plan;

/// Makes the plan write its checkpoints to `store`.
void keep_checkpoints(RunPlan& plan, checkpoint::Store& store) {
    plan.store = &store;
    plan.header.features = {{.name = "x0"}, {.name = "x1"}, {.name = "x2"}};
    plan.header.target = {.name = "y"};
}

/// A run directory, in which a run can be resumed.
class CheckpointedRun {
public:
    CheckpointedRun() {
        static std::atomic<int> count = 0;
        path_ = fs::temp_directory_path() / ("balmer_checkpoints_" + std::to_string(::getpid()) +
                                             "_" + std::to_string(count++));
        fs::create_directories(path_);
    }
    CheckpointedRun(CheckpointedRun const&) = delete;
    CheckpointedRun& operator=(CheckpointedRun const&) = delete;
    ~CheckpointedRun() { fs::remove_all(path_); }

    fs::path const& path() const { return path_; }

    /// Resumes from the checkpoint in the directory, if there is one.
    RunResult run(int ranks, RunPlan plan) const {
        checkpoint::Store store(path());
        keep_checkpoints(plan, store);
        if (auto loaded = checkpoint::load_checkpoint(path())) {
            plan.header.life = loaded->checkpoint.header.life + 1;
            plan.resume = std::move(loaded->checkpoint);
        }
        return run_to_end(ranks, plan);
    }

    checkpoint::Checkpoint load() const { return checkpoint::load_checkpoint(path())->checkpoint; }

private:
    fs::path path_;
};

RunPlan deterministic_plan(std::uint32_t iterations) {
    auto plan = small_plan({.weighted = true});
    plan.search.deterministic = true;
    plan.search.iterations = iterations;
    return plan;
}

/// Checks what must not depend on the number of interruptions, bit for bit.
void expect_equal(RunResult const& resumed, RunResult const& straight) {
    EXPECT_EQ(resumed.hall_of_fame, straight.hall_of_fame);
    EXPECT_EQ(resumed.status.candidates, straight.status.candidates);
    EXPECT_EQ(resumed.status.score_request_count, straight.status.score_request_count);
    EXPECT_EQ(total_work(resumed.status), total_work(straight.status));
    EXPECT_EQ(total_iterations(resumed.status), total_iterations(straight.status));
}

TEST(Checkpoints, ADeterministicRunInThreeLivesOnOtherRanksEqualsOneLife) {
    auto const straight = run_to_end(1, deterministic_plan(6));
    ASSERT_GT(straight.hall_of_fame.front().size(), 4U);
    for (auto const& ranks : {std::array{1, 2, 3}, std::array{5, 1, 2}, std::array{3, 5, 1}}) {
        CheckpointedRun const run;
        RunResult last;
        for (std::uint32_t life = 0; life < 3; ++life) {
            last = run.run(ranks[life], deterministic_plan(2 * (life + 1)));
            EXPECT_EQ(last.end_reason, EndReason::iterations_done);
            EXPECT_EQ(last.checkpoint_problem, "");
        }
        EXPECT_EQ(last.status.life, 3U);
        expect_equal(last, straight);
    }
}

TEST(Checkpoints, ADeterministicRunStoppedAtAnyMomentEqualsOneThatWasNot) {
    auto const straight = run_to_end(1, deterministic_plan(12));
    CheckpointedRun const run;
    RunResult last;
    int life_count = 0;
    do {
        auto plan = deterministic_plan(12);
        // Increases, so that a slow machine completes a round at last.
        plan.run.max_seconds = 0.012 * ++life_count;
        last = run.run(1 + life_count % 4, plan);
    } while (last.end_reason == EndReason::time_limit && life_count < 200);
    EXPECT_GT(life_count, 2);
    ASSERT_EQ(last.end_reason, EndReason::iterations_done);
    expect_equal(last, straight);
}

TEST(Checkpoints, WhatAFormerLifeFoundBeyondItsCheckpointIsKept) {
    CheckpointedRun const run;
    run.run(2, deterministic_plan(2));
    auto plan = deterministic_plan(3);
    auto checkpoint = run.load();
    auto better = checkpoint.hall_of_fame.back();
    better.mse = 1e-9;
    checkpoint.hall_of_fame.back() = better;
    plan.resume = checkpoint;
    EXPECT_EQ(*run_to_end(2, plan).hall_of_fame.find(better.complexity), better);
}

TEST(Checkpoints, ARunGoesOnWhereItsIslandsWere) {
    CheckpointedRun const run;
    auto plan = small_plan();
    plan.search.iterations = 4;
    auto const first = run.run(3, plan);
    auto const saved = run.load();
    ASSERT_EQ(saved.islands.size(), plan.search.island_count);
    for (auto const& island : saved.islands) EXPECT_EQ(island.iteration, 4U);
    EXPECT_EQ(saved.hall_of_fame, first.hall_of_fame.entries());

    plan.search.iterations = 6;
    auto const second = run.run(5, plan);
    EXPECT_EQ(second.status.life, 2U);
    EXPECT_EQ(total_iterations(second.status), 6U * plan.search.island_count);
    EXPECT_GT(total_work(second.status).evaluation_count,
              total_work(first.status).evaluation_count);
    EXPECT_GE(second.status.earlier_s, first.status.elapsed_s - 0.1);
    EXPECT_TRUE(second.status.candidates.add_up());
    for (auto const& entry : first.hall_of_fame.front()) {
        EXPECT_LE(second.hall_of_fame.best_mse(entry.complexity), entry.mse);
    }
}

TEST(Checkpoints, ARunThatIsDoneEndsAtOnceWithAllItHad) {
    CheckpointedRun const run;
    auto const plan = small_plan();
    auto const first = run.run(3, plan);
    auto const again = run.run(2, plan);
    EXPECT_EQ(again.end_reason, EndReason::iterations_done);
    EXPECT_EQ(again.hall_of_fame, first.hall_of_fame);
    EXPECT_EQ(total_work(again.status), total_work(first.status));
}

TEST(Checkpoints, AStopInTheMiddleOfIterationsLosesNothing) {
    CheckpointedRun const run;
    auto plan = small_plan();
    plan.search.iterations = 1000000;
    plan.search.cycles_per_iteration = 1000000;
    plan.run.max_seconds = 0.4;
    evolve::HallOfFame before;
    std::uint64_t evaluations = 0;
    for (int life = 1; life <= 3; ++life) {
        auto const result = run.run(1 + life, plan);
        ASSERT_EQ(result.end_reason, EndReason::time_limit);
        auto const work = total_work(result.status).evaluation_count;
        EXPECT_GT(work, evaluations) << "the islands started from scratch";
        evaluations = work;
        ASSERT_FALSE(result.hall_of_fame.front().empty());
        for (auto const& entry : before.front()) {
            EXPECT_LE(result.hall_of_fame.best_mse(entry.complexity), entry.mse);
        }
        before = result.hall_of_fame;
        EXPECT_EQ(run.load().islands.size(), plan.search.island_count);
    }
}

class Listener final : public RunObserver {
public:
    void on_hall_of_fame(evolve::HallOfFame const&, RunStatus const&) override {}
    void on_status(RunStatus const& status) override { last = status; }
    void on_checkpoint(checkpoint::SaveReport const& report, evolve::HallOfFame const&,
                       RunStatus const&) override {
        EXPECT_TRUE(report.is_written);
        ++checkpoint_count;
        if (at_checkpoint) at_checkpoint();
    }
    void on_warning(std::string const& message) override { warnings.push_back(message); }

    std::function<void()> at_checkpoint;
    RunStatus last;
    int checkpoint_count = 0;
    std::vector<std::string> warnings;
};

TEST(Checkpoints, ArePeriodicWhileIslandsEvolve) {
    for (bool const deterministic : {false, true}) {
        CheckpointedRun const run;
        Listener listener;
        auto plan = small_plan();
        plan.search.deterministic = deterministic;
        plan.search.iterations = 1000000;
        plan.run.max_seconds = 1;
        plan.run.checkpoint_seconds = 0.1;
        plan.observer = &listener;
        // Each is sound and complete when it is reported.
        std::uint64_t iterations = 0;
        listener.at_checkpoint = [&] {
            auto const saved = run.load();
            EXPECT_EQ(saved.islands.size(), plan.search.island_count);
            std::uint64_t sum = 0;
            for (auto const& island : saved.islands) sum += island.iteration;
            EXPECT_GE(sum, iterations);
            iterations = sum;
        };
        auto const result = run.run(3, plan);
        EXPECT_GE(listener.checkpoint_count, 4);
        EXPECT_EQ(result.status.checkpoint_count,
                  static_cast<std::uint64_t>(listener.checkpoint_count));
        EXPECT_EQ(result.checkpoint_problem, "");
        EXPECT_TRUE(listener.warnings.empty()) << listener.warnings[0];
    }
}

TEST(Checkpoints, ALifeTooShortForARoundIsSpokenOf) {
    CheckpointedRun const run;
    Listener listener;
    auto plan = deterministic_plan(3);
    plan.search.cycles_per_iteration = 1000000;
    plan.run.max_seconds = 0.2;
    plan.observer = &listener;
    EXPECT_EQ(run.run(2, plan).end_reason, EndReason::time_limit);
    ASSERT_EQ(listener.warnings.size(), 1U);
    EXPECT_NE(listener.warnings[0].find("no round"), std::string::npos) << listener.warnings[0];
}

TEST(Checkpoints, ADiskThatRefusesDoesNotEndTheSearch) {
    CheckpointedRun const run;
    Listener listener;
    auto plan = small_plan();
    plan.search.iterations = 1000000;
    plan.run.max_seconds = 0.8;
    plan.run.checkpoint_seconds = 0.1;
    plan.run.checkpoint_retry_seconds = 0.1;
    plan.observer = &listener;
    checkpoint::Store store(run.path());
    keep_checkpoints(plan, store);
    fs::remove_all(run.path());
    auto const result = run_to_end(3, plan);
    EXPECT_EQ(result.end_reason, EndReason::time_limit);
    EXPECT_GT(total_iterations(result.status), 0U);
    EXPECT_NE(result.checkpoint_problem, "");
    EXPECT_EQ(result.status.checkpoint_count, 0U);
    EXPECT_GT(result.status.checkpoint_failures, 2U) << "it was not tried again";
    ASSERT_FALSE(listener.warnings.empty());
    EXPECT_NE(listener.warnings[0].find("checkpoint not written"), std::string::npos)
        << listener.warnings[0];
}

TEST(Checkpoints, ALostWorkerEndsTheRunWithTheLastSnapshotsOfItsIslands) {
    CheckpointedRun const run;
    Listener listener;
    auto plan = small_plan();
    plan.search.iterations = 1000000;
    plan.run.checkpoint_seconds = 0.1;
    plan.run.silence_seconds = 0.3;
    plan.run.lost_seconds = 0.6;
    plan.run.finish_seconds = 0.3;
    plan.observer = &listener;
    std::atomic<bool> is_frozen = false;
    plan.make_judge = [&](data::Table<double> const& shard, std::uint32_t island) {
        auto judge = evolve::make_judge(shard, {.shard = island});
        if (island == 1) judge = std::make_unique<test::FreezingJudge>(std::move(judge), is_frozen);
        return judge;
    };
    listener.at_checkpoint = [&] { is_frozen = true; };
    parallel::MemoryPost const post(3);
    std::vector<std::thread> workers;
    for (int const rank : {1, 2}) {
        workers.emplace_back([&, rank] {
            parallel::MemoryMailbox mailbox(post, rank);
            run_islands(mailbox, plan);
        });
    }
    checkpoint::Store store(run.path());
    auto own = plan;
    keep_checkpoints(own, store);
    parallel::MemoryMailbox mailbox(post, 0);
    Stopwatch const watch;
    auto const result = run_islands(mailbox, own);
    EXPECT_LT(watch.elapsed_s(), 8);
    is_frozen = false;
    for (auto& worker : workers) worker.join();
    EXPECT_EQ(result.end_reason, EndReason::rank_lost);
    EXPECT_EQ(result.lost_ranks, std::vector<int>{2});
    EXPECT_EQ(result.checkpoint_problem, "");
    EXPECT_EQ(run.load().islands.size(), plan.search.island_count);

    plan.observer = nullptr;
    plan.run.max_seconds = 0.2;
    EXPECT_EQ(run.run(3, plan).end_reason, EndReason::time_limit);
}

TEST(Checkpoints, ARunThatFailsLeavesOneOfWhatThereWas) {
    for (bool const deterministic : {false, true}) {
        CheckpointedRun const run;
        auto plan = small_plan();
        plan.search.deterministic = deterministic;
        plan.search.iterations = 1000000;
        plan.run.stop_requested = [watch = Stopwatch()]() -> bool {
            if (watch.elapsed_s() > 0.5) throw std::bad_alloc();
            return false;
        };
        EXPECT_THROW(run.run(1, plan), std::bad_alloc);
        EXPECT_FALSE(run.load().hall_of_fame.empty());
    }
}

TEST(Checkpoints, AWorkerThatFailsWaitsUntilTheLastOneIsWritten) {
    CheckpointedRun const run;
    auto plan = small_plan();
    plan.search.iterations = 1000000;
    checkpoint::Store store(run.path());
    parallel::MemoryPost const post(3);
    std::vector<std::thread> ranks;
    bool was_written = false;
    for (int rank = 0; rank < 3; ++rank) {
        ranks.emplace_back([&, rank] {
            auto own = plan;
            if (rank == 0) keep_checkpoints(own, store);
            if (rank == 2) {
                own.run.stop_requested = [watch = Stopwatch()]() -> bool {
                    if (watch.elapsed_s() > 0.4) throw std::bad_alloc();
                    return false;
                };
            }
            parallel::MemoryMailbox mailbox(post, rank);
            EXPECT_THROW(run_islands(mailbox, own), std::exception);
            // At this point MPI_Abort would end all ranks.
            if (rank == 2) was_written = fs::exists(run.path() / checkpoint::current_name);
        });
    }
    for (auto& rank : ranks) rank.join();
    EXPECT_TRUE(was_written);
}

TEST(Checkpoints, OnesOfAnotherNumberOfIslandsAreRefused) {
    CheckpointedRun const run;
    auto plan = small_plan();
    plan.search.iterations = 1;
    run.run(2, plan);
    auto other = small_plan();
    other.search.island_count = 5;
    for (int const ranks : {1, 3}) EXPECT_THROW(run.run(ranks, other), std::exception);
}

}  // namespace
}  // namespace balmer::islands
