#include "parallel/mpi_main.hpp"

#include "balmer/parallel/session.hpp"

#include <cstdio>
#include <string>

#include <gtest/gtest.h>

namespace balmer::parallel::test {
namespace {

Session const* the_session = nullptr;
Communicator const* the_world = nullptr;

/// Prints only failures, each in one piece and with its rank.
class FailurePrinter final : public ::testing::EmptyTestEventListener {
    void OnTestStart(::testing::TestInfo const& test) override {
        test_name_ = std::string(test.test_suite_name()) + "." + test.name();
    }

    void OnTestPartResult(::testing::TestPartResult const& result) override {
        if (!result.failed()) return;
        char const* const file = result.file_name() == nullptr ? "?" : result.file_name();
        std::string const text = "rank " + std::to_string(world().rank()) + ": " + test_name_ +
                                 ": " + file + ":" + std::to_string(result.line_number()) + "\n" +
                                 result.message() + "\n";
        std::fputs(text.c_str(), stderr);
        std::fflush(stderr);
    }

    /// A copy, because GoogleTest holds its lock while it reports: asking it would deadlock.
    std::string test_name_ = "outside tests";
};

/// Runs the tests on this rank. Returns the exit code of the whole job.
int run_on_all_ranks() {
    GTEST_FLAG_SET(shuffle, false);  // each rank would draw a different order
    auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new FailurePrinter);

    int const own_code = RUN_ALL_TESTS();
    auto const& tests = *::testing::UnitTest::GetInstance();
    bool const is_empty = tests.test_to_run_count() == 0;
    auto const code = static_cast<int>(world().maximum(is_empty ? 1 : own_code));
    if (world().rank() == 0) {
        std::printf("%d tests on %d ranks: %s\n", tests.test_to_run_count(), world().size(),
                    is_empty ? "nothing to run" : (code == 0 ? "passed" : "FAILED"));
    }
    return code;
}

}  // namespace

Communicator const& world() { return *the_world; }
Session const& session() { return *the_session; }

}  // namespace balmer::parallel::test

int main(int argument_count, char** arguments) {
    namespace parallel = balmer::parallel;
    ::testing::InitGoogleTest(&argument_count, arguments);
    try {
        parallel::Session const session;
        parallel::Communicator const world(session);
        parallel::test::the_session = &session;
        parallel::test::the_world = &world;
        return parallel::test::run_on_all_ranks();
    } catch (std::exception const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        parallel::abort(1);
    }
}
