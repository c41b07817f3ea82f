/// \file
/// Folders created for a run, and removed again if it does not begin.
#pragma once

#include <filesystem>
#include <vector>

namespace balmer::run {

/// Removes empty folders from the innermost on; stops at the first that is not empty.
void remove_empty_folders(std::vector<std::filesystem::path> const& innermost_first) noexcept;

/// Creates a folder and its parents. The folders that it created itself (another process may create
/// some at the same time) are removed in the destructor if they are empty, unless kept.
class NewFolders {
public:
    /// Throws IoError.
    explicit NewFolders(std::filesystem::path const& directory);
    NewFolders(NewFolders const&) = delete;
    NewFolders& operator=(NewFolders const&) = delete;
    ~NewFolders() { remove_empty_folders(made_); }

    /// The folders created, innermost first.
    std::vector<std::filesystem::path> keep();

private:
    void make(std::filesystem::path const& directory);

    std::vector<std::filesystem::path> made_;
};

}  // namespace balmer::run
