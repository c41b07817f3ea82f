#include "balmer/base/atomic_file.hpp"

#include "balmer/base/error.hpp"

#include <csignal>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace balmer {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public ::testing::Test {
protected:
    AtomicFile()
        : folder_(fs::temp_directory_path() / ("balmer_atomic_" + std::to_string(getpid()))) {
        fs::create_directories(folder_);
    }
    ~AtomicFile() override { fs::remove_all(folder_); }

    static std::string content_of(fs::path const& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    fs::path folder_;
};

TEST_F(AtomicFile, ReplacesTheOldContentAndLeavesNothingElse) {
    auto const path = folder_ / "front.csv";
    write_file_atomically(path, "old");
    write_file_atomically(path, "new and longer");
    EXPECT_EQ(content_of(path), "new and longer");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(AtomicFile, KeepsTheOldFileWhenTheNewOneCannotBePutInPlace) {
    auto const path = folder_ / "front.csv";
    fs::create_directory(path);  // a folder of that name cannot be renamed over
    EXPECT_THROW(write_file_atomically(path, "new"), IoError);
    EXPECT_TRUE(fs::is_directory(path));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(AtomicFile, NeverWritesThroughWhatIsLeftUnderTheTemporaryName) {
    auto const path = folder_ / "front.csv";
    write_file_atomically(folder_ / "other", "precious");
    fs::create_symlink(folder_ / "other", temporary_name(path));
    write_file_atomically(path, "new");
    EXPECT_EQ(content_of(path), "new");
    EXPECT_FALSE(fs::is_symlink(path));
    EXPECT_EQ(content_of(folder_ / "other"), "precious");
}

TEST_F(AtomicFile, LeavesNoNewFileBehindThatIsNotWhole) {
    auto const path = folder_ / "front.csv";
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit const small{1000, before.rlim_max};
    auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &small);
    EXPECT_THROW(write_file_atomically(path, std::string(5000, 'x')), IoError);
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(AtomicFile, ReplacingKeepsTheOldFileUnderAnotherName) {
    auto const path = folder_ / "front.csv";
    auto const kept = folder_ / "front.old.csv";
    auto const temporary = temporary_name(path);
    auto const replace_by = [&](std::string const& content) {
        write_new_file(temporary, std::as_bytes(std::span(content)));
        return replace_file(temporary, path, kept);
    };
    EXPECT_EQ(replace_by("1"), OldFile::none);
    EXPECT_FALSE(fs::exists(kept));
    EXPECT_EQ(replace_by("2"), OldFile::kept);
    EXPECT_EQ(replace_by("3"), OldFile::kept);
    EXPECT_EQ(content_of(path), "3");
    EXPECT_EQ(content_of(kept), "2");
    // The state after a process was killed between the two renames of its next attempt.
    fs::remove(kept);
    fs::create_hard_link(path, kept);
    EXPECT_EQ(replace_by("4"), OldFile::kept);
    EXPECT_EQ(content_of(kept), "3");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 2);
}

TEST_F(AtomicFile, ReplacingWithNothingChangesNothing) {
    auto const path = folder_ / "front.csv";
    write_file_atomically(path, "old");
    write_file_atomically(folder_ / "kept", "older");
    EXPECT_THROW(replace_file(folder_ / "absent", path, folder_ / "kept"), IoError);
    EXPECT_EQ(content_of(path), "old");
    EXPECT_EQ(content_of(folder_ / "kept"), "older");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 2);
}

TEST_F(AtomicFile, RemovesTheTemporariesOfThatFileAlone) {
    for (auto const* name : {"front.csv", "front.csv.tmp1", "front.csv.tmp999", "back.csv.tmp1"}) {
        write_file_atomically(folder_ / name, "x");
    }
    remove_temporaries(folder_ / "front.csv");
    EXPECT_TRUE(fs::exists(folder_ / "front.csv"));
    EXPECT_TRUE(fs::exists(folder_ / "back.csv.tmp1"));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 2);
    EXPECT_NO_THROW(remove_temporaries(folder_ / "absent" / "front.csv"));
}

TEST_F(AtomicFile, KeepsWhatOnlyLooksLikeATemporary) {
    for (auto const* name : {"job.toml.tmpl", "job.toml.tmp", "job.toml.tmp1.bak", "job.toml.tmp-1",
                             "job.toml.tmp1-notes", "job.toml.tmp0"}) {
        write_file_atomically(folder_ / name, "x");
    }
    remove_temporaries(folder_ / "job.toml");
    remove_dead_temporaries(folder_ / "job.toml");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 6);
}

/// The name of a temporary file of another process in the process space of this one.
fs::path name_of_other(fs::path const& path, pid_t process) {
    auto const own = temporary_name(path).string();
    auto const key = own.substr(own.rfind('-'));
    return path.string() + ".tmp" + std::to_string(process) + key;
}

TEST_F(AtomicFile, RemovesWhatAKilledProcessLeftAndNothingOfALiveOne) {
    auto const path = folder_ / "events.h5";
    pid_t const writer = ::fork();
    if (writer == 0) {
        write_new_file(temporary_name(path), {});
        while (true) ::pause();
    }
    auto const left = name_of_other(path, writer);
    while (!fs::exists(left)) ::usleep(1000);
    remove_dead_temporaries(path);
    EXPECT_TRUE(fs::exists(left));

    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);
    remove_dead_temporaries(folder_ / "other.h5");
    EXPECT_TRUE(fs::exists(left));
    remove_dead_temporaries(path);
    EXPECT_FALSE(fs::exists(left));
}

TEST_F(AtomicFile, NeverTakesAProcessOfAnotherHostAsDead) {
    pid_t const ended = ::fork();
    if (ended == 0) ::_exit(0);
    ::waitpid(ended, nullptr, 0);
    auto const number = std::to_string(ended);
    auto const path = folder_ / "events.h5";
    auto const of_nobody = path.string() + ".tmp" + number;
    auto const of_other_host = of_nobody + "-0123456789abcdef";
    for (auto const& name : {of_nobody, of_other_host}) write_file_atomically(name, "x");
    fs::create_directory(name_of_other(path, ended));
    remove_dead_temporaries(path);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 3);
}

TEST_F(AtomicFile, NamesTheFolderThatIsNotThere) {
    EXPECT_THROW(write_file_atomically(folder_ / "absent" / "front.csv", "x"), IoError);
}

}  // namespace
}  // namespace balmer
