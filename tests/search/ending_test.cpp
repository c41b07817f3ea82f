#include "search/ending.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace balmer::search {
namespace {

using islands::EndReason;

islands::RunResult result(EndReason reason) {
    islands::RunResult ended;
    ended.end_reason = reason;
    ended.hall_of_fame = evolve::HallOfFame(3);
    evolve::HallOfFameEntry entry;
    entry.complexity = 1;
    entry.mse = 1;
    ended.hall_of_fame.offer(entry);
    return ended;
}

std::string failure(islands::RunResult const& ended,
                    std::vector<std::string> const& unwritten = {}) {
    try {
        throw_if_failed(ended, unwritten);
    } catch (std::runtime_error const& error) {
        return error.what();
    }
    return "";
}

TEST(SearchEnding, CodesSayWhetherTheSameCommandResumes) {
    EXPECT_EQ(code_of(EndReason::iterations_done), 0);
    EXPECT_EQ(code_of(EndReason::loss_reached), 0);
    EXPECT_EQ(code_of(EndReason::time_limit), 75);
    EXPECT_EQ(code_of(EndReason::stop_requested), 75);
    EXPECT_EQ(code_of(EndReason::rank_lost), 1);
}

TEST(SearchEnding, AnEarlyEndPromisesACheckpointOnlyIfThereIsOne) {
    auto stopped = result(EndReason::stop_requested);
    auto const ending = ending_of(stopped, {"SIGTERM", "signal"}, "run");
    EXPECT_EQ(ending.message,
              "ended early: stop requested (SIGTERM); results are in run; run the same command "
              "again to resume");
    EXPECT_EQ(ending.reason, "signal");
    EXPECT_EQ(failure(stopped), "");
    stopped.checkpoint_problem = "No space left on device";
    EXPECT_EQ(
        ending_of(stopped, {}, "run").message,
        "ended early: stop requested; results are in run, but the last checkpoint could not be "
        "written");
    EXPECT_EQ(ending_of(stopped, {}, "run").reason, "stop_requested");
    EXPECT_NE(failure(stopped).find("No space left on device"), std::string::npos);
}

TEST(SearchEnding, AFinishedRunWithoutItsLastCheckpointFails) {
    auto finished = result(EndReason::iterations_done);
    EXPECT_EQ(failure(finished), "");
    finished.checkpoint_problem = "Disk quota exceeded";
    EXPECT_NE(failure(finished).find("Disk quota exceeded"), std::string::npos);
}

TEST(SearchEnding, UnwrittenResultsAreAFailure) {
    auto const text =
        failure(result(EndReason::iterations_done), {"cannot write hall_of_fame.csv"});
    EXPECT_NE(text.find("cannot write hall_of_fame.csv"), std::string::npos) << text;
    EXPECT_NE(text.find("standard output"), std::string::npos) << text;
}

TEST(SearchEnding, LostRanksAndTheCheckpointAreNamed) {
    auto lost = result(EndReason::rank_lost);
    lost.lost_ranks = {2, 5};
    auto text = failure(lost);
    EXPECT_NE(text.find("ranks 2, 5 did not answer ("), std::string::npos) << text;
    EXPECT_NE(text.find("the same command resumes from it"), std::string::npos) << text;
    lost.checkpoint_problem = "No space left on device";
    text = failure(lost);
    EXPECT_EQ(text.find("a checkpoint with"), std::string::npos) << text;
}

TEST(SearchEnding, AnEmptyHallOfFameIsAFailureAfterAllIterations) {
    islands::RunResult empty;
    EXPECT_NE(failure(empty).find("no formula at all"), std::string::npos);
    empty.end_reason = EndReason::stop_requested;
    EXPECT_EQ(failure(empty), "");
}

}  // namespace
}  // namespace balmer::search
