#include "balmer/checkpoint/store.hpp"

#include "balmer/base/atomic_file.hpp"

#include "checkpoint/seal.hpp"
#include "checkpoint_folder.hpp"
#include "numbered.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>

namespace balmer::checkpoint {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

class StoreTest : public CheckpointFolder {
protected:
    std::uint32_t number_in(fs::path const& file) const {
        return read_checkpoint(file).header.life;
    }
};

TEST_F(StoreTest, KeepsTheNewestAndTheOneBefore) {
    Store store(folder_);
    for (std::uint32_t i = 1; i <= 5; ++i) {
        auto const report = save_now(store, numbered(i));
        ASSERT_TRUE(report.is_written) << report.problem;
        EXPECT_EQ(report.problem, "");
        EXPECT_EQ(report.size_bytes, fs::file_size(current_));
        EXPECT_GT(report.seconds, 0);
        EXPECT_EQ(number_in(current_), i);
        if (i > 1) {
            EXPECT_EQ(number_in(previous_), i - 1);
        }
    }
    EXPECT_EQ(names(), (Names{current_name, previous_name}));
    auto const loaded = load_checkpoint(folder_);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->checkpoint, numbered(5));
    EXPECT_EQ(loaded->file, current_);
    EXPECT_TRUE(loaded->warnings.empty());
}

TEST_F(StoreTest, ReportsEachSaveOnceInTheirOrder) {
    Store store(folder_);
    EXPECT_FALSE(store.busy());
    EXPECT_FALSE(store.poll());
    store.save(numbered(1));
    EXPECT_TRUE(store.busy());
    fs::path const away = folder_.string() + "_away";
    store.save(numbered(2));  // waits for the first one
    EXPECT_TRUE(store.wait().is_written);
    EXPECT_TRUE(store.wait().is_written);
    fs::rename(folder_, away);
    store.save(numbered(3));
    while (store.busy()) {
        if (auto const report = store.poll()) {
            EXPECT_FALSE(report->is_written);
            EXPECT_TRUE(holds(report->problem, {current_.string(), "No such file or directory"}));
            EXPECT_FALSE(store.busy());
        }
    }
    EXPECT_FALSE(store.poll());
    fs::rename(away, folder_);
    EXPECT_TRUE(save_now(store, numbered(4)).is_written);
    EXPECT_EQ(number_in(previous_), 2u);
}

TEST_F(StoreTest, WaitsForTheDiskWhenItEnds) {
    auto const large = sample(2, {.island_count = 20, .archive_bytes = 200000});
    Store(folder_).save(large);
    EXPECT_EQ(load_checkpoint(folder_).value().checkpoint, large);
}

TEST_F(StoreTest, RemovesWhatAKilledProcessLeftAndNothingElse) {
    for (std::string const name :
         {"checkpoint.h5.tmp1", "checkpoint.previous.h5.tmp99", "checkpoint.damaged.h5.tmp3",
          "front.csv.tmp1", "checkpoint.h5x"}) {
        write(folder_ / name, "x");
    }
    Store const store(folder_);
    EXPECT_EQ(names(), (Names{"front.csv.tmp1", "checkpoint.h5x"}));
}

TEST_F(StoreTest, ACurrentFileIsThereAndSoundAtAllTimes) {
    Store store(folder_);
    save_now(store, numbered(1));
    std::atomic<bool> is_over = false;
    std::atomic<int> look_count = 0;
    std::thread watcher([&] {
        while (!is_over) {
            ++look_count;
            ASSERT_NO_THROW(read_checkpoint(current_));
        }
    });
    for (std::uint32_t i = 2; i < 100 || (look_count < 100 && !HasFailure()); ++i) {
        ASSERT_TRUE(save_now(store, numbered(i)).is_written);
    }
    is_over = true;
    watcher.join();
}

TEST_F(StoreTest, ADamagedCurrentOneNeverReplacesTheSoundPreviousOne) {
    {
        Store store(folder_);
        save_now(store, numbered(1));
        save_now(store, numbered(2));
    }
    damage(current_);
    auto const bad = content_of(current_);
    auto const loaded = load_checkpoint(folder_);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->file, previous_);
    EXPECT_EQ(loaded->checkpoint, numbered(1));
    ASSERT_EQ(loaded->warnings.size(), 1u);
    EXPECT_TRUE(holds(loaded->warnings[0], {current_.string(), "is damaged", previous_.string()}));
    EXPECT_EQ(content_of(current_), bad);

    Store store(folder_);
    EXPECT_TRUE(save_now(store, numbered(3)).is_written);
    EXPECT_EQ(number_in(current_), 3u);
    EXPECT_EQ(number_in(previous_), 1u);
    EXPECT_EQ(content_of(damaged_), bad);
    EXPECT_TRUE(save_now(store, numbered(4)).is_written);
    EXPECT_EQ(number_in(previous_), 3u);
    EXPECT_EQ(names(), (Names{current_name, previous_name, damaged_name}));
}

TEST_F(StoreTest, OneOfAnotherVersionIsRefusedThoughAnOlderOneCouldServe) {
    {
        Store store(folder_);
        save_now(store, numbered(1));
        save_now(store, numbered(2));
    }
    auto bytes = encode(numbered(3));
    auto const seal = make_seal(std::span(bytes).subspan(seal_bytes), format_version + 1);
    std::ranges::transform(seal, bytes.begin(), [](char c) { return std::byte(c); });
    std::filesystem::remove(current_);
    write_new_file(current_, bytes);
    EXPECT_THROW(load_checkpoint(folder_), OtherVersionError);
    EXPECT_EQ(names(), (Names{current_name, previous_name}));
}

TEST_F(StoreTest, ACurrentOneThatIsDamagedUnderTheStoreIsSetAsideToo) {
    Store store(folder_);
    save_now(store, numbered(1));
    save_now(store, numbered(2));
    damage(current_);
    EXPECT_TRUE(save_now(store, numbered(3)).is_written);
    EXPECT_EQ(number_in(previous_), 1u);
    EXPECT_TRUE(fs::exists(damaged_));
}

TEST_F(StoreTest, RefusesWhenAllAreDamagedAndChangesNothing) {
    {
        Store store(folder_);
        save_now(store, numbered(1));
        save_now(store, numbered(2));
    }
    damage(current_);
    fs::resize_file(previous_, 1000);
    auto const before = std::pair(content_of(current_), content_of(previous_));
    auto const text = data_error([&] { load_checkpoint(folder_); });
    EXPECT_TRUE(holds(text, {"'" + current_.string() + "' is damaged",
                             "'" + previous_.string() + "' is damaged", "1000 bytes"}));
    EXPECT_EQ(std::pair(content_of(current_), content_of(previous_)), before);
    EXPECT_EQ(names(), (Names{current_name, previous_name}));
}

TEST_F(StoreTest, ThePreviousOneServesWhereTheCurrentOneIsMissing) {
    EXPECT_FALSE(load_checkpoint(folder_));
    EXPECT_FALSE(load_checkpoint(folder_ / "nowhere"));
    Store store(folder_);
    save_now(store, numbered(1));
    fs::rename(current_, previous_);
    auto const loaded = load_checkpoint(folder_);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->file, previous_);
    EXPECT_TRUE(holds(loaded->warnings.at(0), {current_.string(), "is missing"}));
    EXPECT_TRUE(save_now(store, numbered(2)).is_written);
    EXPECT_EQ(number_in(previous_), 1u);
}

TEST_F(StoreTest, ADamagedOneAloneIsNoFreshStart) {
    Store store(folder_);
    save_now(store, numbered(1));
    fs::rename(current_, damaged_);
    EXPECT_EQ(load_checkpoint(folder_).value().file, damaged_);
    damage(damaged_);
    EXPECT_TRUE(holds(data_error([&] { load_checkpoint(folder_); }), {damaged_.string()}));
}

TEST_F(StoreTest, NamesWhatIsNoFile) {
    EXPECT_THROW(read_checkpoint(folder_ / "nowhere"), IoError);
    EXPECT_THROW(read_checkpoint(folder_), IoError);
    EXPECT_THROW(read_checkpoint("/dev/zero"), IoError);
    write(current_, "");
    EXPECT_TRUE(holds(data_error([&] { read_checkpoint(current_); }), {"0 bytes"}));
    fs::remove(current_);
    fs::create_directory(current_);
    EXPECT_TRUE(holds(data_error([&] { load_checkpoint(folder_); }),
                      {current_.string(), "Is a directory"}));
}

TEST_F(StoreTest, SaysWhenTheOneBeforeCannotBeKept) {
    fs::create_directories(previous_ / "full");
    Store store(folder_);
    save_now(store, numbered(1));
    auto const report = save_now(store, numbered(2));
    EXPECT_TRUE(report.is_written);
    EXPECT_TRUE(holds(report.problem, {previous_.string(), "could not be kept"}));
    EXPECT_EQ(number_in(current_), 2u);
    EXPECT_EQ(names(), (Names{current_name, previous_name}));
}

TEST_F(StoreTest, AFolderInItsPlaceIsSetAside) {
    fs::create_directory(current_);
    Store store(folder_);
    EXPECT_TRUE(save_now(store, numbered(1)).is_written);
    EXPECT_TRUE(fs::is_directory(damaged_));
    EXPECT_EQ(number_in(current_), 1u);
}

TEST_F(StoreTest, ALimitOnFileSizesIsAnErrorAndNotTheEnd) {
    Store store(folder_);
    save_now(store, numbered(1));
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit const small{100000, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    auto const report = save_now(store, sample(3, {.island_count = 4, .archive_bytes = 100000}));
    ::setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_FALSE(report.is_written);
    EXPECT_TRUE(
        holds(report.problem, {current_.string(), "File too large", "needs 0.5 MB", "ulimit -f"}));
    EXPECT_EQ(number_in(current_), 1u);
    EXPECT_EQ(names(), Names{current_name});
}

/// Saves 1, 2, 3, … forever, and writes each number to `pipe` when its save is reported.
[[noreturn]] void save_for_ever(fs::path const& folder, std::uint32_t first, int pipe) {
    Store store(folder);
    for (std::uint32_t number = first;; ++number) {
        if (!save_now(store, numbered(number)).is_written) ::_exit(1);
        if (::write(pipe, &number, sizeof number) != sizeof number) ::_exit(1);
    }
}

TEST_F(StoreTest, AKilledWriterLeavesTheNewestReportedOneOrANewerOne) {
    RandomStream stream(1, 0, 0, Purpose::test);
    std::uint32_t newest = 0;
    // Long enough on any disk to be killed during a save.
    for (std::uint32_t i = 0; i < 50 || newest < 50; ++i) {
        int pipe[2];
        ASSERT_EQ(::pipe(pipe), 0);
        auto const writer = ::fork();
        if (writer == 0) save_for_ever(folder_, newest + 1, pipe[1]);
        ::close(pipe[1]);
        ::usleep(stream.below(40000 + 1000 * i));
        ::kill(writer, SIGKILL);
        int status = 0;
        ::waitpid(writer, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "a save failed";
        std::uint32_t number = 0;
        while (::read(pipe[0], &number, sizeof number) == sizeof number) newest = number;
        ::close(pipe[0]);
        auto const loaded = load_checkpoint(folder_);
        if (!loaded) {
            ASSERT_EQ(newest, 0u);
            continue;
        }
        ASSERT_EQ(loaded->file, current_);
        ASSERT_GE(loaded->checkpoint.header.life, newest);
        ASSERT_EQ(loaded->checkpoint, numbered(loaded->checkpoint.header.life));
        newest = loaded->checkpoint.header.life;
    }
    { Store const store(folder_); }
    EXPECT_EQ(names(), (Names{current_name, previous_name}));
}

}  // namespace
}  // namespace balmer::checkpoint
