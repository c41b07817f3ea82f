#include "balmer/base/stopwatch.hpp"
#include "balmer/islands/run.hpp"
#include "balmer/parallel/mpi_mailbox.hpp"

#include "islands/made_up.hpp"
#include "parallel/mpi_main.hpp"

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

using parallel::test::world;

RunResult run_over_mpi(RunPlan const& plan) {
    auto const mailbox = parallel::make_mailbox(world());
    auto result = run_islands(*mailbox, plan);
    world().barrier();
    return result;
}

TEST(RunOverMpi, TheNumberOfRanksDoesNotShow) {
    auto plan = test::small_plan({.weighted = true});
    plan.search.deterministic = true;
    auto const shared = run_over_mpi(plan);
    EXPECT_EQ(shared.end_reason, EndReason::iterations_done);
    if (world().rank() != 0) return;
    parallel::MemoryMailbox mailbox;
    auto const alone = run_islands(mailbox, plan);
    EXPECT_GT(alone.hall_of_fame.front().size(), 4U);
    EXPECT_EQ(shared.hall_of_fame, alone.hall_of_fame);
    EXPECT_EQ(shared.status.candidates, alone.status.candidates);
    EXPECT_EQ(total_work(shared.status), total_work(alone.status));
}

TEST(RunOverMpi, NoChampionIsLost) {
    auto const result = run_over_mpi(test::small_plan());
    EXPECT_EQ(result.end_reason, EndReason::iterations_done);
    if (world().rank() != 0) return;
    std::uint64_t sent = 0;
    for (auto const& island : test::island_statuses(result.status)) {
        sent += island.champions_sent;
        EXPECT_EQ(island.iteration, 5U);
        EXPECT_EQ(island.champions_harvested, island.champions_sent + island.champions_superseded);
    }
    EXPECT_EQ(sent, result.status.candidates.received);
    EXPECT_TRUE(result.status.candidates.add_up());
    EXPECT_EQ(result.status.candidates.pending, 0U);
}

TEST(RunOverMpi, TheLastRankMayAskToStop) {
    auto plan = test::small_plan();
    plan.search.iterations = 1000000;
    Stopwatch const watch;
    if (world().rank() == world().size() - 1) {
        plan.run.stop_requested = [watch] { return watch.elapsed_s() > 0.3; };
    }
    auto const result = run_over_mpi(plan);
    EXPECT_EQ(result.end_reason, EndReason::stop_requested);
    if (world().rank() == 0) {
        EXPECT_FALSE(result.hall_of_fame.front().empty());
    }
}

}  // namespace
}  // namespace balmer::islands
