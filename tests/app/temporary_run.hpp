/// \file
/// A folder of its own for each test that writes files.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace balmer::app {

class TemporaryRun : public ::testing::Test {
protected:
    TemporaryRun() {
        auto const* info = ::testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() /
                  ("balmer_app_" + std::to_string(::getpid()) + "_" + info->name());
        std::filesystem::create_directories(folder_);
    }
    ~TemporaryRun() override { std::filesystem::remove_all(folder_); }

    static void write(std::filesystem::path const& path, std::string const& text) {
        std::ofstream(path) << text;
    }
    static std::string read(std::filesystem::path const& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path folder_;
};

}  // namespace balmer::app
