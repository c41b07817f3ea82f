#include "checkpoint_folder.hpp"
#include "samples.hpp"

#include <sys/mount.h>

namespace balmer::checkpoint {
namespace {

namespace fs = std::filesystem;

/// Mounts a file system on the directory of the test, if this process may do so.
class SmallDisk : public CheckpointFolder {
protected:
    void SetUp() override {
        if (::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=1m") != 0) {
            GTEST_SKIP() << "may not mount a tmpfs (needs root with CAP_SYS_ADMIN)";
        }
        is_mounted_ = true;
    }
    void TearDown() override {
        if (is_mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
    }

    bool is_mounted_ = false;
};

TEST_F(SmallDisk, WhenFullSaysHowMuchIsFreeAndGoesOnWhenThereIsRoom) {
    auto const small = sample(1, {.island_count = 1, .archive_bytes = 100000});
    auto const large = sample(2, {.island_count = 4, .archive_bytes = 200000});
    Store store(folder_);
    ASSERT_TRUE(save_now(store, small).is_written);
    auto const report = save_now(store, large);
    EXPECT_FALSE(report.is_written);
    EXPECT_TRUE(holds(report.problem, {current_.string(), "No space left on device",
                                       "(needs 1.0 MB, 0.8 MB free on '" + folder_.string()}));
    EXPECT_EQ(load_checkpoint(folder_).value().checkpoint, small);
    EXPECT_EQ(names(), std::set<std::string>{current_name});
    ASSERT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, "size=8m"), 0);
    EXPECT_TRUE(save_now(store, large).is_written);
    EXPECT_EQ(load_checkpoint(folder_).value().checkpoint, large);
    EXPECT_EQ(read_checkpoint(previous_), small);
}

TEST_F(SmallDisk, WithoutInodesSaysSo) {
    Store store(folder_);
    ASSERT_TRUE(save_now(store, sample(1)).is_written);
    ASSERT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, "nr_inodes=2"), 0);
    auto const report = save_now(store, sample(2));
    EXPECT_FALSE(report.is_written);
    EXPECT_TRUE(holds(report.problem, {current_.string(), "No space left on device"}));
    EXPECT_EQ(load_checkpoint(folder_).value().checkpoint, sample(1));
}

TEST_F(SmallDisk, MountedForReadingOnlyKeepsWhatIsThere) {
    Store store(folder_);
    ASSERT_TRUE(save_now(store, sample(1)).is_written);
    ASSERT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, ""), 0);
    auto const report = save_now(store, sample(2));
    EXPECT_FALSE(report.is_written);
    EXPECT_TRUE(holds(report.problem, {current_.string(), "Read-only file system"}));
    EXPECT_EQ(load_checkpoint(folder_).value().checkpoint, sample(1));
    { Store const another(folder_); }
}

class NoPermission : public CheckpointFolder {
protected:
    void SetUp() override {
        // The super-user ignores permissions, so become another user for a while.
        if (::geteuid() == 0) {
            constexpr uid_t nobody = 65534;
            ASSERT_EQ(::chown(folder_.c_str(), nobody, static_cast<gid_t>(-1)), 0);
            ASSERT_EQ(::seteuid(nobody), 0);
            was_root_ = true;
        }
    }
    void TearDown() override {
        fs::permissions(folder_, fs::perms::owner_all);
        if (was_root_) {
            ASSERT_EQ(::seteuid(0), 0);
        }
    }

    bool was_root_ = false;
};

TEST_F(NoPermission, ToWriteLeavesTheOldOne) {
    Store store(folder_);
    ASSERT_TRUE(save_now(store, sample(1)).is_written);
    fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
    auto const report = save_now(store, sample(2));
    EXPECT_FALSE(report.is_written);
    EXPECT_TRUE(holds(report.problem, {current_.string(), "Permission denied"}));
    EXPECT_EQ(load_checkpoint(folder_).value().checkpoint, sample(1));
}

TEST_F(NoPermission, ToReadIsSaid) {
    Store store(folder_);
    save_now(store, sample(1));
    save_now(store, sample(2));
    fs::permissions(current_, fs::perms::none);
    EXPECT_THROW(read_checkpoint(current_), IoError);
    auto const loaded = load_checkpoint(folder_);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->checkpoint, sample(1));
    EXPECT_TRUE(holds(loaded->warnings.at(0), {current_.string(), "Permission denied"}));
    fs::permissions(previous_, fs::perms::none);
    EXPECT_TRUE(holds(data_error([&] { load_checkpoint(folder_); }),
                      {current_.string(), previous_.string(), "Permission denied"}));
    fs::permissions(folder_, fs::perms::none);
    EXPECT_THROW(load_checkpoint(folder_), IoError);
}

}  // namespace
}  // namespace balmer::checkpoint
