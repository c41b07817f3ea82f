#include "balmer/base/file_descriptor.hpp"

#include "balmer/base/error.hpp"

#include <cerrno>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

namespace balmer {
namespace {

class FileDescriptorTest : public ::testing::Test {
protected:
    ~FileDescriptorTest() override { std::filesystem::remove(path_); }

    static bool is_open(int descriptor) { return ::fcntl(descriptor, F_GETFD) >= 0; }

    std::filesystem::path path_ = std::filesystem::temp_directory_path() /
                                  ("balmer_descriptor_" + std::to_string(::getpid()) + "_" +
                                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(FileDescriptorTest, WhatIsWrittenIsReadBack) {
    std::string const text(200000, 'x');
    FileDescriptor file(path_, O_WRONLY | O_CREAT);
    file.write(std::as_bytes(std::span(text)));
    file.sync();
    file.close();
    EXPECT_EQ(FileDescriptor(path_, O_RDONLY).read_all(), text);
}

TEST_F(FileDescriptorTest, ErrorsNameTheFile) {
    try {
        FileDescriptor const file(path_, O_RDONLY);
        FAIL() << "opened";
    } catch (IoError const& error) {
        EXPECT_EQ(error.path(), path_.string());
        EXPECT_EQ(error.error_number(), ENOENT);
    }
    EXPECT_THROW(FileDescriptor(path_.parent_path(), O_RDONLY).read_all(), IoError);
}

TEST_F(FileDescriptorTest, IsClosedOnceByItsLastOwner) {
    std::optional<FileDescriptor> first(std::in_place, path_, O_RDWR | O_CREAT);
    int const number = first->get();
    std::optional<FileDescriptor> second(std::move(*first));
    first.reset();
    EXPECT_TRUE(is_open(number));
    EXPECT_NE(::fcntl(number, F_GETFD) & FD_CLOEXEC, 0);
    second.reset();
    EXPECT_FALSE(is_open(number));
}

TEST_F(FileDescriptorTest, ADuplicateSharesTheLock) {
    std::optional<FileDescriptor> first(std::in_place, path_, O_RDWR | O_CREAT);
    ASSERT_EQ(::flock(first->get(), LOCK_EX | LOCK_NB), 0);
    auto const second = first->duplicate();
    first.reset();
    FileDescriptor const other(path_, O_RDWR);
    EXPECT_NE(::flock(other.get(), LOCK_EX | LOCK_NB), 0);
}

}  // namespace
}  // namespace balmer
