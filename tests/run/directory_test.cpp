#include "balmer/run/directory.hpp"

#include "balmer/base/error.hpp"

#include "run/new_folders.hpp"
#include "support/temporary_folder.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace balmer::run {
namespace {

namespace fs = std::filesystem;

class RunDirectoryTest : public tests::TemporaryFolder {};
class RunLockTest : public tests::TemporaryFolder {};

TEST_F(RunDirectoryTest, MakesFoldersAndTheirParents) {
    auto const run = open_directory(folder_ / "a" / "b", OldResults::resume);
    EXPECT_TRUE(fs::is_directory(folder_ / "a" / "b"));
    EXPECT_TRUE(run.lock.is_flock());
    EXPECT_TRUE(run.moved_to.empty());
}

TEST_F(RunDirectoryTest, AStopOfAnEarlierRunDoesNotEndThisOne) {
    write(folder_ / "STOP", "");
    open_directory(folder_, OldResults::resume);
    EXPECT_FALSE(fs::exists(folder_ / "STOP"));
}

TEST_F(RunDirectoryTest, OldResultsAreKeptUnderTheFirstFreeName) {
    auto const path = folder_ / "run";
    fs::create_directory(path);
    fs::create_directory(folder_ / "run.1");
    write(path / "hall_of_fame.csv", "old");
    write(path / "notes.txt", "the user's");
    EXPECT_THROW(open_directory(path, OldResults::resume), InputError) << "no checkpoint";
    EXPECT_EQ(read(path / "hall_of_fame.csv"), "old");
    auto const run = open_directory(path, OldResults::keep_under_another_name);
    EXPECT_EQ(run.moved_to, folder_ / "run.2");
    EXPECT_EQ(read(folder_ / "run.2" / "hall_of_fame.csv"), "old");
    EXPECT_FALSE(fs::exists(path / "hall_of_fame.csv"));
    EXPECT_EQ(read(path / "notes.txt"), "the user's");
}

TEST_F(RunDirectoryTest, ResultsWithACheckpointAreKeptInPlaceOrMovedAsAWhole) {
    auto const path = folder_ / "run";
    fs::create_directory(path);
    std::vector<std::string> const names = {
        "checkpoint.previous.h5", "checkpoint.h5", "checkpoint.damaged.h5",
        "progress.jsonl",         "log.txt",       "job.toml"};
    for (auto const& name : names) write(path / name, name);
    EXPECT_FALSE(directory_problem(path, OldResults::resume).has_value());
    EXPECT_TRUE(open_directory(path, OldResults::resume).moved_to.empty());
    for (auto const& name : names) EXPECT_EQ(read(path / name), name);
    open_directory(path, OldResults::keep_under_another_name);
    for (auto const& name : names) {
        EXPECT_EQ(read(folder_ / "run.1" / name), name);
        EXPECT_FALSE(fs::exists(path / name)) << name;
    }
}

TEST_F(RunDirectoryTest, NothingIsLeftWhereItCannotBeMade) {
    write(folder_ / "file", "");
    EXPECT_THROW(open_directory(folder_ / "file" / "run", OldResults::resume), std::exception);
    EXPECT_TRUE(directory_problem(folder_ / "file" / "run", OldResults::resume).has_value());
    EXPECT_FALSE(directory_problem(folder_ / "new" / "run", OldResults::resume).has_value());
    EXPECT_FALSE(fs::exists(folder_ / "new"));
}

TEST_F(RunDirectoryTest, ARunThatDoesNotBeginLeavesNoNewFolderAndEveryOldOne) {
    remove_new_folders(open_directory(folder_ / "a" / "b", OldResults::resume));
    EXPECT_FALSE(fs::exists(folder_ / "a"));
    fs::create_directory(folder_ / "old");
    remove_new_folders(open_directory(folder_ / "old" / "new", OldResults::resume));
    remove_new_folders(open_directory(folder_ / "old", OldResults::resume));
    EXPECT_TRUE(fs::exists(folder_ / "old"));
    EXPECT_FALSE(fs::exists(folder_ / "old" / "new"));
    auto const kept = open_directory(folder_ / "results", OldResults::resume);
    write(folder_ / "results" / "job.toml", "");
    remove_new_folders(kept);
    EXPECT_TRUE(fs::exists(folder_ / "results" / "job.toml"));
}

TEST_F(RunDirectoryTest, WhatTakesNoFolderIsFoundBeforehand) {
    // Writable for root by its permissions, and yet it takes nothing.
    auto const problem = directory_problem("/proc/balmer/run", OldResults::resume);
    ASSERT_TRUE(problem.has_value());
    EXPECT_NE(problem->find("/proc"), std::string::npos) << *problem;
    EXPECT_FALSE(directory_problem(folder_ / "run", OldResults::resume).has_value());
    EXPECT_FALSE(directory_problem(folder_, OldResults::resume).has_value());
    EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(RunDirectoryTest, OneInUseIsSaidToBeSoThoughItHasResults) {
    auto const run = open_directory(folder_, OldResults::resume);
    write(folder_ / "hall_of_fame.csv", "new");
    auto const problem = directory_problem(folder_, OldResults::resume);
    ASSERT_TRUE(problem.has_value());
    EXPECT_NE(problem->find("is in use by process " + std::to_string(::getpid())),
              std::string::npos)
        << *problem;
}

TEST_F(RunDirectoryTest, WhoMadeTheFolderButCameTooLateForTheLockTouchesNothing) {
    auto const path = folder_ / "run";
    auto loser = std::make_unique<NewFolders>(path);
    Lock const winner(path);
    loser.reset();
    EXPECT_TRUE(fs::exists(path / "lock"));
    EXPECT_THROW(Lock{path}, InputError);
    EXPECT_EQ(winner.taken_by(), std::nullopt);
}

/// How it went: 'h' had it, 'r' refused in words, 'f' anything else. Who has it keeps it until
/// `gate` is closed.
[[noreturn]] void contend(fs::path const& path, int gate, int report) {
    char verdict = 'f';
    std::optional<Directory> run;
    try {
        run.emplace(open_directory(path, OldResults::resume));
        verdict = 'h';
    } catch (InputError const& error) {
        std::string const message = error.what();
        if (message.find("is in use by process ") != std::string::npos) verdict = 'r';
    } catch (std::exception const&) {
        verdict = 'f';
    }
    bool is_told = ::write(report, &verdict, 1) == 1;
    is_told = ::read(gate, &verdict, 1) == 0 && is_told;
    ::_exit(is_told ? 0 : 1);
}

TEST_F(RunDirectoryTest, OfManyAtOnceInANewDirectoryExactlyOneHasIt) {
    for (int round = 0; round < 20; ++round) {
        auto const path = folder_ / std::to_string(round) / "run";
        int gate[2];
        int report[2];
        ASSERT_EQ(::pipe(gate), 0);
        ASSERT_EQ(::pipe(report), 0);
        for (int k = 0; k < 6; ++k) {
            if (::fork() != 0) continue;
            ::close(gate[1]);
            contend(path, gate[0], report[1]);
        }
        std::string verdicts(6, '?');
        for (auto& verdict : verdicts) ASSERT_EQ(::read(report[0], &verdict, 1), 1);
        std::ranges::sort(verdicts);
        EXPECT_EQ(verdicts, "hrrrrr") << round;
        EXPECT_TRUE(lock_holder(path).has_value()) << round;
        ::close(gate[1]);
        while (::waitpid(-1, nullptr, 0) > 0) continue;
        for (int const end : {gate[0], report[0], report[1]}) ::close(end);
    }
}

TEST_F(RunDirectoryTest, OldResultsOfALinkedFolderGoBesideTheRealOne) {
    fs::create_directories(folder_ / "disk" / "run");
    fs::create_directory_symlink(folder_ / "disk" / "run", folder_ / "link");
    write(folder_ / "link" / "job.toml", "old");
    auto const run = open_directory(folder_ / "link", OldResults::keep_under_another_name);
    EXPECT_EQ(run.moved_to, folder_ / "disk" / "run.1");
    EXPECT_EQ(read(folder_ / "disk" / "run.1" / "job.toml"), "old");
    EXPECT_FALSE(fs::exists(folder_ / "link.1"));
}

TEST_F(RunDirectoryTest, OldResultsThatCannotGoBesideGoInside) {
    // The name has no room for two more characters, so nothing can stand beside it.
    auto const path = folder_ / std::string(254, 'r');
    fs::create_directory(path);
    for (std::string const number : {"1", "2"}) {
        for (auto const* name : {"job.toml", "checkpoint.h5"}) write(path / name, number);
        auto const run = open_directory(path, OldResults::keep_under_another_name);
        EXPECT_EQ(run.moved_to, path / ("earlier." + number));
        EXPECT_EQ(read(run.moved_to / "checkpoint.h5"), number);
        EXPECT_FALSE(fs::exists(path / "job.toml"));
    }
}

TEST_F(RunDirectoryTest, TemporariesOfTheKilledGo) {
    write(folder_ / "hall_of_fame.json.tmp14509", "half");
    write(folder_ / "hall_of_fame.csv.tmp14509", "half");
    write(folder_ / "job.toml.tmp1", "half");
    write(folder_ / "notes.tmp1", "the user's");
    auto const run = open_directory(folder_, OldResults::resume);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 2) << "notes and lock";
}

TEST_F(RunDirectoryTest, AStopThatCannotBeRemovedIsSaid) {
    fs::create_directories(folder_ / "STOP" / "full");
    try {
        open_directory(folder_, OldResults::resume);
        FAIL() << "opened";
    } catch (InputError const& error) {
        EXPECT_NE(std::string(error.what()).find("cannot be removed (Directory not empty)"),
                  std::string::npos)
            << error.what();
    }
}

TEST_F(RunLockTest, ASecondHolderIsRefusedByName) {
    Lock const lock(folder_);
    // Locks belong to open files, so a second one in this process meets the first.
    try {
        Lock const second(folder_);
        FAIL() << "two hold the lock";
    } catch (InputError const& error) {
        std::string const message = error.what();
        EXPECT_NE(message.find("process " + std::to_string(::getpid()) + " on "), std::string::npos)
            << message;
        EXPECT_NE(message.find("STOP"), std::string::npos) << message;
    }
}

TEST_F(RunLockTest, TheDeadHoldNothing) {
    pid_t const child = ::fork();
    if (child == 0) {
        Lock const lock(folder_);
        ::_exit(lock.is_flock() ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
    EXPECT_TRUE(fs::exists(folder_ / "lock"));
    EXPECT_TRUE(Lock(folder_).is_flock());
}

TEST_F(RunLockTest, ALockFileThatWasRemovedIsMadeAgainAndStillBinds) {
    Lock const lock(folder_, {.renew_s = 0.02, .stale_s = 60, .settle_s = 0.1});
    fs::remove(folder_ / "lock");
    for (int k = 0; k < 500 && !fs::exists(folder_ / "lock"); ++k) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_THROW(Lock{folder_}, InputError);
    EXPECT_EQ(lock.taken_by(), std::nullopt);
}

TEST_F(RunLockTest, AnotherLockFileInThePlaceOfOursIsNoticed) {
    Lock const lock(folder_, {.renew_s = 0.2, .stale_s = 60, .settle_s = 0.1});
    write(folder_ / "new", "process 7 on elsewhere\n01\nflock\n");
    fs::rename(folder_ / "new", folder_ / "lock");
    for (int k = 0; k < 500 && !lock.taken_by(); ++k) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(lock.taken_by(), "process 7 on elsewhere");
}

/// The text that a host without flock leaves, touched `age_s` ago.
void leave_lease(fs::path const& lock, int age_s) {
    std::ofstream(lock) << "process 99 on elsewhere\n0123456789abcdef\nlease\n";
    fs::last_write_time(lock, fs::file_time_type::clock::now() - std::chrono::seconds(age_s));
}

TEST_F(RunLockTest, ALeaseOfAnotherHostBindsAMinute) {
    leave_lease(folder_ / "lock", 55);
    auto const holder = lock_holder(folder_);
    ASSERT_TRUE(holder.has_value());
    EXPECT_TRUE(holder->starts_with("process 99 on elsewhere, last seen 55 s ago")) << *holder;
    EXPECT_THROW(Lock{folder_}, InputError);
    leave_lease(folder_ / "lock", 65);
    EXPECT_FALSE(lock_holder(folder_).has_value());
    EXPECT_NO_THROW(Lock{folder_});
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1) << "the lock file alone";
}

TEST_F(RunLockTest, ReleasedInOrderItBindsNobody) {
    { Lock const lock(folder_); }
    EXPECT_EQ(read(folder_ / "lock"), "");
    EXPECT_FALSE(lock_holder(folder_).has_value());
}

TEST_F(RunLockTest, IsTouchedAndAThiefIsNoticedByName) {
    Lock const lock(folder_, {.renew_s = 0.05, .stale_s = 60, .settle_s = 0.1});
    auto const long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
    fs::last_write_time(folder_ / "lock", long_ago);
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    EXPECT_GT(fs::last_write_time(folder_ / "lock"), long_ago + std::chrono::minutes(59));
    EXPECT_EQ(lock.taken_by(), std::nullopt);
    leave_lease(folder_ / "lock", 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    EXPECT_EQ(lock.taken_by(), "process 99 on elsewhere");
    EXPECT_NE(read(folder_ / "lock").find("elsewhere"), std::string::npos) << "the thief's stays";
}

}  // namespace
}  // namespace balmer::run
