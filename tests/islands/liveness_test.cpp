#include "islands/liveness.hpp"

#include <chrono>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::islands {
namespace {

using Workers = std::vector<std::size_t>;

RunSettings impatient() {
    RunSettings settings;
    settings.silence_seconds = 0.02;
    settings.lost_seconds = 0.06;
    settings.finish_seconds = 0.03;
    settings.status_seconds = 0.02;
    return settings;
}

void pause(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

TEST(Liveness, ReportsASilentWorkerOnceUntilItIsHeard) {
    Liveness liveness(2, impatient());
    EXPECT_EQ(liveness.take_silent(), Workers{});
    pause(0.03);
    liveness.heard(0);
    EXPECT_EQ(liveness.take_silent(), Workers{1});
    EXPECT_EQ(liveness.take_silent(), Workers{});
    EXPECT_GE(liveness.silent_s(1), 0.03);
    liveness.heard(1);
    pause(0.03);
    liveness.heard(0);
    EXPECT_EQ(liveness.take_silent(), Workers{1});
}

TEST(Liveness, GivesUpAWorkerThatIsSilentForTooLong) {
    Liveness liveness(3, impatient());
    EXPECT_EQ(liveness.take_lost(), Workers{});
    pause(0.07);
    liveness.heard(1);
    EXPECT_EQ(liveness.take_lost(), (Workers{0, 2}));
    EXPECT_EQ(liveness.take_lost(), Workers{});
    EXPECT_EQ(liveness.lost_ranks(), (std::vector{1, 3}));
}

TEST(Liveness, WaitsForeverIfNoLimitIsSet) {
    auto settings = impatient();
    settings.lost_seconds = 0;
    Liveness liveness(1, settings);
    pause(0.07);
    EXPECT_EQ(liveness.take_lost(), Workers{});
}

TEST(Liveness, AnAnswerMayTakeLongIfTheWorkerIsHeardMeanwhile) {
    Liveness liveness(2, impatient());
    liveness.expect_answers();
    EXPECT_FALSE(liveness.all_answered());
    liveness.answered(0);
    pause(0.04);
    liveness.heard(1);
    EXPECT_EQ(liveness.take_lost(), Workers{}) << "just heard";
    pause(0.04);
    EXPECT_EQ(liveness.take_lost(), Workers{1});
    EXPECT_TRUE(liveness.all_answered()) << "a lost worker is not waited for";
}

TEST(Liveness, EachQuestionNeedsItsOwnAnswer) {
    Liveness liveness(1, impatient());
    liveness.expect_answers();
    liveness.answered(0);
    EXPECT_TRUE(liveness.all_answered());
    liveness.expect_answers();
    EXPECT_FALSE(liveness.all_answered());
    liveness.left(0);
    EXPECT_TRUE(liveness.all_answered());
    pause(0.07);
    EXPECT_EQ(liveness.take_silent(), Workers{}) << "a worker that has left may be silent";
    EXPECT_EQ(liveness.take_lost(), Workers{});
}

TEST(Liveness, ThePulseIsPeriodic) {
    Liveness liveness(1, impatient());
    EXPECT_FALSE(liveness.pulse_is_due());
    pause(0.03);
    EXPECT_TRUE(liveness.pulse_is_due());
    EXPECT_FALSE(liveness.pulse_is_due());
}

}  // namespace
}  // namespace balmer::islands
