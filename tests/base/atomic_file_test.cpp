#include "balmer/base/atomic_file.hpp"

#include "balmer/base/error.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
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

TEST_F(AtomicFile, NamesTheFolderThatIsNotThere) {
    EXPECT_THROW(write_file_atomically(folder_ / "absent" / "front.csv", "x"), IoError);
}

}  // namespace
}  // namespace balmer
