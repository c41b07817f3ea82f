/// \file
/// A directory for the checkpoints of one test, and access to its files.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/checkpoint/store.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace balmer::checkpoint {

class CheckpointFolder : public ::testing::Test {
protected:
    explicit CheckpointFolder(
        std::filesystem::path const& parent = std::filesystem::temp_directory_path())
        : folder_(parent / ("balmer_checkpoints_" + std::to_string(::getpid()))),
          current_(folder_ / current_name),
          previous_(folder_ / previous_name),
          damaged_(folder_ / damaged_name) {
        std::filesystem::create_directories(folder_);
    }
    ~CheckpointFolder() override { std::filesystem::remove_all(folder_); }

    static std::string content_of(std::filesystem::path const& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    static void write(std::filesystem::path const& path, std::string const& content) {
        std::ofstream(path, std::ios::binary) << content;
    }

    /// Flips one bit of the file.
    static void damage(std::filesystem::path const& path) {
        auto content = content_of(path);
        content.at(content.size() / 2) ^= 4;
        write(path, content);
    }

    std::set<std::string> names() const {
        std::set<std::string> found;
        for (auto const& file : std::filesystem::directory_iterator(folder_)) {
            found.insert(file.path().filename().string());
        }
        return found;
    }

    /// Returns the message of the DataError that the call throws; empty if it throws none.
    template <class Call>
    static std::string data_error(Call const& call) {
        try {
            call();
        } catch (DataError const& error) {
            return error.what();
        }
        return "";
    }

    std::filesystem::path folder_;
    std::filesystem::path current_;
    std::filesystem::path previous_;
    std::filesystem::path damaged_;
};

/// Saves and waits for the report.
inline SaveReport save_now(Store& store, Checkpoint const& checkpoint) {
    store.save(checkpoint);
    return store.wait();
}

/// Whether the text contains all parts.
inline ::testing::AssertionResult holds(std::string const& text,
                                        std::initializer_list<std::string> parts) {
    for (auto const& part : parts) {
        if (text.find(part) == std::string::npos) {
            return ::testing::AssertionFailure() << "no [" << part << "] in [" << text << "]";
        }
    }
    return ::testing::AssertionSuccess();
}

}  // namespace balmer::checkpoint
