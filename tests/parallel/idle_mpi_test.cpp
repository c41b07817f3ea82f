#include "balmer/base/stopwatch.hpp"
#include "balmer/parallel/idle.hpp"
#include "balmer/parallel/mpi_mailbox.hpp"

#include "parallel/mpi_main.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace balmer::parallel::test {
namespace {

/// Processor time of this process, all its threads, user and system.
double processor_time_s() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

TEST(Napper, AnIdleMailboxTakesUnderThreePercentOfACore) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers slow every call";
#endif
    MpiMailbox mailbox(world());
    world().barrier();
    Stopwatch const waited;
    double const before_s = processor_time_s();
    Napper napper;
    while (waited.elapsed_s() < 1.0) {
        EXPECT_FALSE(mailbox.receive());
        napper.idle();
    }
    double const share = (processor_time_s() - before_s) / waited.elapsed_s();
    EXPECT_LT(share, 0.03);
    world().barrier();
}

TEST(Napper, ARankThatWaitsInABarrierSleepsToo) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers slow every call";
#endif
    world().barrier();
    Stopwatch const waited;
    double const before_s = processor_time_s();
    if (world().rank() == 0) std::this_thread::sleep_for(std::chrono::seconds(1));
    world().barrier();
    EXPECT_LT((processor_time_s() - before_s) / waited.elapsed_s(), 0.05);
}

}  // namespace
}  // namespace balmer::parallel::test
