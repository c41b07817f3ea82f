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

TEST_F(RunDirectoryTest, CreatesTheFolderAndItsParents) {
    auto const run = open_directory(folder_ / "a" / "b", OldResults::resume);
    EXPECT_TRUE(fs::is_directory(folder_ / "a" / "b"));
    EXPECT_TRUE(run.lock.is_flock());
    EXPECT_TRUE(run.moved_to.empty());
}

TEST_F(RunDirectoryTest, AStopFileOfAnEarlierRunIsRemoved) {
    write(folder_ / "STOP", "");
    open_directory(folder_, OldResults::resume);
    EXPECT_FALSE(fs::exists(folder_ / "STOP"));
}

TEST_F(RunDirectoryTest, OldResultsAreMovedToTheFirstFreeName) {
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

TEST_F(RunDirectoryTest, ResultsWithACheckpointStayOrAreAllMoved) {
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

TEST_F(RunDirectoryTest, AFailureLeavesNoNewFolders) {
    write(folder_ / "file", "");
    EXPECT_THROW(open_directory(folder_ / "file" / "run", OldResults::resume), std::exception);
    EXPECT_TRUE(directory_problem(folder_ / "file" / "run", OldResults::resume).has_value());
    EXPECT_FALSE(directory_problem(folder_ / "new" / "run", OldResults::resume).has_value());
    EXPECT_FALSE(fs::exists(folder_ / "new"));
}

TEST_F(RunDirectoryTest, RemoveNewFoldersKeepsOldFoldersAndResults) {
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

TEST_F(RunDirectoryTest, AFileSystemThatRefusesFoldersIsAProblem) {
    // The permissions of /proc allow root to write, but no folder can be created in it.
    auto const problem = directory_problem("/proc/balmer/run", OldResults::resume);
    ASSERT_TRUE(problem.has_value());
    EXPECT_NE(problem->find("/proc"), std::string::npos) << *problem;
    EXPECT_FALSE(directory_problem(folder_ / "run", OldResults::resume).has_value());
    EXPECT_FALSE(directory_problem(folder_, OldResults::resume).has_value());
    EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(RunDirectoryTest, ALockedDirectoryIsReportedAsInUseEvenIfItHasResults) {
    auto const run = open_directory(folder_, OldResults::resume);
    write(folder_ / "hall_of_fame.csv", "new");
    auto const problem = directory_problem(folder_, OldResults::resume);
    ASSERT_TRUE(problem.has_value());
    EXPECT_NE(problem->find("is in use by process " + std::to_string(::getpid())),
              std::string::npos)
        << *problem;
}

TEST_F(RunDirectoryTest, TheCreatorOfTheFolderLeavesItIfAnotherHoldsTheLock) {
    auto const path = folder_ / "run";
    auto loser = std::make_unique<NewFolders>(path);
    Lock const winner(path);
    loser.reset();
    EXPECT_TRUE(fs::exists(path / "lock"));
    EXPECT_THROW(Lock{path}, InputError);
    EXPECT_EQ(winner.taken_by(), std::nullopt);
}

/// Tries to open the directory and writes the outcome to `report`: 'h' holds the lock, 'r' refused
/// because it is in use, 'f' any other failure. Keeps the lock until `gate` is closed.
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
    bool is_reported = ::write(report, &verdict, 1) == 1;
    is_reported = ::read(gate, &verdict, 1) == 0 && is_reported;
    ::_exit(is_reported ? 0 : 1);
}

TEST_F(RunDirectoryTest, OfManyProcessesAtOnceExactlyOneGetsANewDirectory) {
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

TEST_F(RunDirectoryTest, OldResultsOfALinkedFolderAreMovedBesideItsTarget) {
    fs::create_directories(folder_ / "disk" / "run");
    fs::create_directory_symlink(folder_ / "disk" / "run", folder_ / "link");
    write(folder_ / "link" / "job.toml", "old");
    auto const run = open_directory(folder_ / "link", OldResults::keep_under_another_name);
    EXPECT_EQ(run.moved_to, folder_ / "disk" / "run.1");
    EXPECT_EQ(read(folder_ / "disk" / "run.1" / "job.toml"), "old");
    EXPECT_FALSE(fs::exists(folder_ / "link.1"));
}

TEST_F(RunDirectoryTest, OldResultsThatCannotBeMovedBesideItAreMovedInside) {
    // The name is too long for a suffix of two characters, so no folder can be created beside it.
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

TEST_F(RunDirectoryTest, TemporaryFilesOfKilledProcessesAreRemoved) {
    write(folder_ / "hall_of_fame.json.tmp14509", "half");
    write(folder_ / "hall_of_fame.csv.tmp14509", "half");
    write(folder_ / "job.toml.tmp1", "half");
    write(folder_ / "notes.tmp1", "the user's");
    auto const run = open_directory(folder_, OldResults::resume);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 2) << "notes and lock";
}

TEST_F(RunDirectoryTest, AStopFileThatCannotBeRemovedIsReported) {
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

TEST_F(RunLockTest, ASecondHolderIsRefusedAndTheFirstIsNamed) {
    Lock const lock(folder_);
    // flock belongs to an open file, so a second lock in the same process conflicts with the first.
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

TEST_F(RunLockTest, ADeadProcessHoldsNoLock) {
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

TEST_F(RunLockTest, ARemovedLockFileIsCreatedAgainAndStillLocks) {
    Lock const lock(folder_, {.renew_s = 0.02, .stale_s = 60, .settle_s = 0.1});
    fs::remove(folder_ / "lock");
    for (int k = 0; k < 500 && !fs::exists(folder_ / "lock"); ++k) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_THROW(Lock{folder_}, InputError);
    EXPECT_EQ(lock.taken_by(), std::nullopt);
}

TEST_F(RunLockTest, AReplacedLockFileIsNoticed) {
    Lock const lock(folder_, {.renew_s = 0.2, .stale_s = 60, .settle_s = 0.1});
    write(folder_ / "new", "process 7 on elsewhere\n01\nflock\n");
    fs::rename(folder_ / "new", folder_ / "lock");
    for (int k = 0; k < 500 && !lock.taken_by(); ++k) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_EQ(lock.taken_by(), "process 7 on elsewhere");
}

/// Writes the lock file of a process on a host without flock, last renewed `age_s` ago.
void leave_lease(fs::path const& lock, int age_s) {
    std::ofstream(lock) << "process 99 on elsewhere\n0123456789abcdef\nlease\n";
    fs::last_write_time(lock, fs::file_time_type::clock::now() - std::chrono::seconds(age_s));
}

TEST_F(RunLockTest, ALeaseOfAnotherHostIsValidForAMinute) {
    leave_lease(folder_ / "lock", 55);
    auto const holder = lock_holder(folder_);
    ASSERT_TRUE(holder.has_value());
    EXPECT_TRUE(holder->starts_with("process 99 on elsewhere, last seen 55 s ago")) << *holder;
    EXPECT_THROW(Lock{folder_}, InputError);
    leave_lease(folder_ / "lock", 65);
    EXPECT_FALSE(lock_holder(folder_).has_value());
    EXPECT_NO_THROW(Lock{folder_});
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1) << "only the lock file";
}

TEST_F(RunLockTest, AReleasedLockIsFree) {
    { Lock const lock(folder_); }
    EXPECT_EQ(read(folder_ / "lock"), "");
    EXPECT_FALSE(lock_holder(folder_).has_value());
}

TEST_F(RunLockTest, IsRenewedAndTheProcessThatTakesItIsNamed) {
    Lock const lock(folder_, {.renew_s = 0.05, .stale_s = 60, .settle_s = 0.1});
    auto const long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
    fs::last_write_time(folder_ / "lock", long_ago);
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    EXPECT_GT(fs::last_write_time(folder_ / "lock"), long_ago + std::chrono::minutes(59));
    EXPECT_EQ(lock.taken_by(), std::nullopt);
    leave_lease(folder_ / "lock", 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    EXPECT_EQ(lock.taken_by(), "process 99 on elsewhere");
    EXPECT_NE(read(folder_ / "lock").find("elsewhere"), std::string::npos)
        << "the new holder's file stays";
}

}  // namespace
}  // namespace balmer::run
