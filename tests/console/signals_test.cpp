#include "balmer/console/signals.hpp"

#include <csignal>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace balmer::console {
namespace {

TEST(StopSignals, TheFirstIsKeptAndANewObjectStartsWithNone) {
    {
        StopSignals const signals;
        EXPECT_EQ(signals.caught(), 0);
        std::raise(SIGUSR1);
        std::raise(SIGTERM);
        EXPECT_EQ(signals.caught(), SIGUSR1);
    }
    StopSignals const again;
    EXPECT_EQ(again.caught(), 0);
}

TEST(StopSignals, LetGoRaisesTheCaughtSignalForThePreviousHandler) {
    pid_t const child = ::fork();
    if (child == 0) {
        StopSignals signals;
        std::raise(SIGTERM);
        signals.let_go();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM) << status;
}

TEST(StopSignals, TheDestructorRestoresThePreviousHandlers) {
    std::signal(SIGUSR1, SIG_IGN);
    { StopSignals const signals; }
    EXPECT_EQ(std::signal(SIGUSR1, SIG_DFL), SIG_IGN);
}

}  // namespace
}  // namespace balmer::console
