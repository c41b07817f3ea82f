/// \file
/// A fixture with a temporary folder for each test, removed afterwards.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace balmer::tests {

class TemporaryFolder : public ::testing::Test {
protected:
    TemporaryFolder() {
        auto const* info = ::testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() /
                  ("balmer_" + std::to_string(::getpid()) + "_" + info->name());
        std::filesystem::create_directories(folder_);
    }
    ~TemporaryFolder() override { std::filesystem::remove_all(folder_); }

    static void write(std::filesystem::path const& path, std::string const& text) {
        std::ofstream(path) << text;
    }
    static std::string read(std::filesystem::path const& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path folder_;
};

}  // namespace balmer::tests
