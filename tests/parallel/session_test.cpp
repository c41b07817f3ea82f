#include "balmer/parallel/session.hpp"

#include "balmer/base/error.hpp"
#include "balmer/parallel/communicator.hpp"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace balmer::parallel {
namespace {

// MPI can be started only once in a process, so each of these tests runs in a child process.

[[noreturn]] void exit_with(bool is_good, std::string const& message = "") {
    std::fputs(message.c_str(), stderr);
    std::_Exit(is_good ? 0 : 1);
}

TEST(SessionDeathTest, StartsAndEndsMpiWithItsLife) {
    EXPECT_EXIT(
        {
            bool const before = mpi_is_running();
            bool during = false;
            {
                Session const session;
                during = mpi_is_running() && session.rank() == 0 && session.size() == 1;
            }
            exit_with(!before && during && !mpi_is_running());
        },
        ::testing::ExitedWithCode(0), "");
}

TEST(SessionDeathTest, EndsMpiOnceWhenMoved) {
    EXPECT_EXIT(
        {
            Session first;
            bool alive_after_move = false;
            {
                Session const second = std::move(first);
                alive_after_move = mpi_is_running();
            }
            exit_with(alive_after_move && !mpi_is_running());
        },
        ::testing::ExitedWithCode(0), "");
}

TEST(SessionDeathTest, EndsMpiWhenMadeAndLeftInsideAnUnwinding) {
    struct Finisher {  // its destructor runs while an exception is under way, as a clean-up would
        ~Finisher() { Session const session; }
    };
    EXPECT_EXIT(
        {
            try {
                Finisher const finisher;
                throw std::string("under way");
            } catch (std::string const&) {
            }
            exit_with(!mpi_is_running());
        },
        ::testing::ExitedWithCode(0), "");
}

TEST(SessionDeathTest, RefusesToBeOneOfSeveralThatMpiTakesForSingles) {
    EXPECT_EXIT(
        {
            setenv("SLURM_STEP_NUM_TASKS", "4", 1);
            setenv("SLURM_PROCID", "2", 1);
            try {
                Session const session;
                exit_with(false, "accepted");
            } catch (InputError const& error) {
                exit_with(!mpi_is_running(), error.what());
            }
        },
        ::testing::ExitedWithCode(0), "started 4 processes .SLURM_STEP_NUM_TASKS=4.*one.*mpirun");
}

TEST(SessionDeathTest, AcceptsALauncherOfOne) {
    EXPECT_EXIT(
        {
            setenv("SLURM_STEP_NUM_TASKS", "1", 1);
            setenv("SLURM_PROCID", "0", 1);
            Session const session;
            exit_with(session.size() == 1);
        },
        ::testing::ExitedWithCode(0), "");
}

TEST(SessionDeathTest, NamesTheLibrary) {
    EXPECT_EXIT(
        {
            Session const session;
            exit_with(mpi_library().find_first_of(",\n\t") == std::string::npos, mpi_library());
        },
        ::testing::ExitedWithCode(0), "(MPI|MPICH) v?[0-9]+\\.[0-9]+");
}

TEST(SessionDeathTest, AbortWithoutMpiEndsThisProcess) {
    EXPECT_EXIT(abort(7), ::testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace balmer::parallel
