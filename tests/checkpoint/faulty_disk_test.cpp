#include "balmer/base/error.hpp"
#include "balmer/checkpoint/store.hpp"

#include "checkpoint_folder.hpp"
#include "numbered.hpp"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <sstream>

#include <sys/wait.h>

namespace balmer::checkpoint {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

struct Fault {
    std::string call;
    std::string kind;
    int at = 1;
    std::string count = "1";
};

void PrintTo(Fault const& fault, std::ostream* out) {
    *out << fault.kind << " at " << fault.call << " " << fault.at << ", count " << fault.count;
}

struct Saving {
    int exit_status = 0;
    bool had_fault = false;
    /// Numbers of the saves by reported result.
    std::map<std::uint32_t, std::string> written;
    std::map<std::uint32_t, std::string> failed;
};

/// Runs tests/checkpoint/checkpoint_saver.cpp over tests/checkpoint/faulty_disk.c.
class FaultyDisk : public CheckpointFolder {
protected:
    FaultyDisk() : CheckpointFolder(memory_or_disk()) {
        // The library is loaded before that of the sanitizer.
        ::setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
    }

    /// In memory if possible: the faults are injected, and a real disk would only be slow.
    static fs::path memory_or_disk() {
        constexpr auto memory = "/dev/shm";
        return ::access(memory, W_OK) == 0 ? fs::path(memory) : fs::temp_directory_path();
    }

    /// Checkpoints 1 and 2 without a fault.
    void start_anew() {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        Store store(folder_);
        ASSERT_TRUE(save_now(store, numbered(1)).is_written);
        ASSERT_TRUE(save_now(store, numbered(2)).is_written);
    }

    Saving save_over(Fault const& fault, std::uint32_t first, std::uint32_t last) const {
        auto const log = folder_ / "faults.log";
        std::string const command =
            "LD_PRELOAD='" BALMER_FAULTY_DISK "' BALMER_FAULT_CALL=" + fault.call +
            " BALMER_FAULT_KIND=" + fault.kind + " BALMER_FAULT_AT=" + std::to_string(fault.at) +
            " BALMER_FAULT_COUNT=" + fault.count + " BALMER_FAULT_LOG='" + log.string() +
            "' exec '" BALMER_CHECKPOINT_SAVER "' '" + folder_.string() + "' " +
            std::to_string(first) + " " + std::to_string(last);
        Saving saving;
        auto* const output = ::popen(command.c_str(), "r");
        char line[2000];
        while (std::fgets(line, sizeof line, output) != nullptr) {
            std::istringstream words(line);
            std::uint32_t number = 0;
            std::string how;
            std::string problem;
            words >> number >> how;
            std::getline(words, problem);
            (how == "written" ? saving.written : saving.failed)[number] = problem.substr(1);
        }
        saving.exit_status = ::pclose(output);
        saving.had_fault = fs::remove(log);
        return saving;
    }

    /// Checks that no reported checkpoint is lost, no file is incomplete, and no file is left over.
    void expect_whole(Saving const& saving) const {
        auto const loaded = load_checkpoint(folder_);
        ASSERT_TRUE(loaded);
        EXPECT_EQ(loaded->file, current_);
        auto const number = loaded->checkpoint.header.life;
        EXPECT_GE(number, saving.written.empty() ? 2 : saving.written.rbegin()->first);
        EXPECT_EQ(loaded->checkpoint, numbered(number));
        EXPECT_LT(read_checkpoint(previous_).header.life, number);
        EXPECT_EQ(names(), (Names{current_name, previous_name}));
    }

    /// Checks that the next save succeeds.
    void expect_next_save_works() const {
        auto const before = load_checkpoint(folder_).value().checkpoint.header.life;
        Store store(folder_);
        auto const report = save_now(store, numbered(100));
        EXPECT_TRUE(report.is_written) << report.problem;
        EXPECT_EQ(report.problem, "");
        EXPECT_EQ(read_checkpoint(current_).header.life, 100u);
        EXPECT_EQ(read_checkpoint(previous_).header.life, before);
        EXPECT_EQ(names(), (Names{current_name, previous_name}));
    }
};

/// Checks that the message of a failure has file and reason, and the free space if that is the
/// cause.
void expect_reason(std::string const& problem, std::string const& kind) {
    std::map<std::string, int> const errors = {
        {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EIO", EIO}, {"EINTR", EINTR}};
    EXPECT_TRUE(holds(problem, {"balmer_checkpoints", std::strerror(errors.at(kind))}));
    if (kind == "ENOSPC" || kind == "EDQUOT") {
        EXPECT_TRUE(holds(problem, {"needs 0.0 MB", " MB free on '"}));
    }
}

/// If such a call always fails, no file gets its final name. The directory's fsync comes later.
bool ends_before_the_rename(std::string const& call) {
    return std::set<std::string>{"write", "close", "link", "rename"}.contains(call);
}

class EachFault : public FaultyDisk, public ::testing::WithParamInterface<Fault> {};

TEST_P(EachFault, LosesNothingAtAnyCall) {
    auto fault = GetParam();
    for (fault.at = 1;; ++fault.at) {
        SCOPED_TRACE(::testing::PrintToString(fault));
        start_anew();
        auto const saving = save_over(fault, 3, 5);
        ASSERT_EQ(saving.exit_status, 0);
        ASSERT_EQ(saving.written.size() + saving.failed.size(), 3u);
        EXPECT_LE(saving.failed.size(), fault.count == "1" ? 1u : 3u);
        for (auto const& [number, problem] : saving.failed) expect_reason(problem, fault.kind);
        expect_whole(saving);
        if (saving.written.empty() && ends_before_the_rename(fault.call)) {
            EXPECT_EQ(read_checkpoint(current_).header.life, 2u);
            EXPECT_EQ(read_checkpoint(previous_).header.life, 1u);
        }
        expect_next_save_works();
        if (!saving.had_fault) {
            EXPECT_TRUE(saving.failed.empty());
            break;
        }
    }
    // Three saves, each of which syncs the new file and its directory.
    EXPECT_GT(fault.at, fault.call == "fsync" ? 6 : 3);
}

std::vector<Fault> all_faults() {
    std::vector<Fault> faults;
    for (auto const* call : {"open", "write", "fsync", "close", "link", "rename", "any"}) {
        for (auto const* kind : {"ENOSPC", "EIO", "EDQUOT"}) {
            faults.push_back({.call = call, .kind = kind});
        }
        faults.push_back({.call = call, .kind = "ENOSPC", .count = "all"});
    }
    return faults;
}

std::string name_of(::testing::TestParamInfo<Fault> const& info) {
    auto const& fault = info.param;
    return fault.kind + "_at_" + fault.call + (fault.count == "1" ? "" : "_and_ever_after");
}

INSTANTIATE_TEST_SUITE_P(Store, EachFault, ::testing::ValuesIn(all_faults()), name_of);

TEST_F(FaultyDisk, ShortAndInterruptedCallsAreMadeAgain) {
    for (auto const& fault :
         {Fault{"write", "short"}, Fault{"write", "short", 1, "5"}, Fault{"write", "EINTR"},
          Fault{"write", "EINTR", 2, "4"}, Fault{"fsync", "EINTR", 1, "3"},
          Fault{"open", "EINTR", 1, "2"}, Fault{"close", "EINTR"}}) {
        SCOPED_TRACE(::testing::PrintToString(fault));
        start_anew();
        auto const saving = save_over(fault, 3, 5);
        EXPECT_TRUE(saving.had_fault);
        EXPECT_EQ(saving.written.size(), 3u);
        expect_whole(saving);
        expect_next_save_works();
    }
}

TEST_F(FaultyDisk, WithoutHardLinksTheOneBeforeIsKeptByRenaming) {
    for (auto const* kind : {"EPERM", "EOPNOTSUPP", "EMLINK"}) {
        SCOPED_TRACE(kind);
        start_anew();
        auto const saving = save_over({"link", kind, 1, "all"}, 3, 5);
        EXPECT_TRUE(saving.had_fault);
        EXPECT_EQ(saving.written.size(), 3u);
        EXPECT_EQ(saving.written.at(4), "");
        expect_whole(saving);
        EXPECT_EQ(read_checkpoint(previous_).header.life, 4u);
    }
}

TEST_F(FaultyDisk, AWriterKilledAtAnyCallLosesNothing) {
    for (Fault fault{"any", "kill"};; ++fault.at) {
        SCOPED_TRACE(::testing::PrintToString(fault));
        start_anew();
        auto const saving = save_over(fault, 3, 5);
        auto const loaded = load_checkpoint(folder_);
        ASSERT_TRUE(loaded);
        EXPECT_EQ(loaded->file, current_);
        auto const number = loaded->checkpoint.header.life;
        EXPECT_GE(number, saving.written.empty() ? 2 : saving.written.rbegin()->first);
        EXPECT_EQ(loaded->checkpoint, numbered(number));
        EXPECT_NO_THROW(read_checkpoint(previous_));
        expect_next_save_works();
        if (!saving.had_fault) {
            EXPECT_EQ(saving.exit_status, 0);
            EXPECT_GT(fault.at, 20);
            break;
        }
        // The exit code of the shell contains the signal, or the program has replaced the shell.
        EXPECT_TRUE((WIFSIGNALED(saving.exit_status) && WTERMSIG(saving.exit_status) == SIGKILL) ||
                    WEXITSTATUS(saving.exit_status) == 128 + SIGKILL);
    }
}

}  // namespace
}  // namespace balmer::checkpoint
