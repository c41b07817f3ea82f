/// \file
/// A folder for one test, removed with all it holds.
#pragma once

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace balmer::data {

class TemporaryFolder : public ::testing::Test {
protected:
    TemporaryFolder()
        : folder_(std::filesystem::temp_directory_path() /
                  ("balmer_data_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
    }
    ~TemporaryFolder() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
};

}  // namespace balmer::data
