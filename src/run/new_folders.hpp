/// \file
/// Folders made for a run, and removed again where it does not begin.
#pragma once

#include <filesystem>
#include <vector>

namespace balmer::run {

/// Removes those that are empty, from the innermost; the first that is not ends it.
void remove_empty_folders(std::vector<std::filesystem::path> const& innermost_first) noexcept;

/// Makes a folder and those above it. The ones that it made itself (another process may make some
/// at the same time) go again with it where they are empty, unless kept.
class NewFolders {
public:
    /// Throws IoError.
    explicit NewFolders(std::filesystem::path const& directory);
    NewFolders(NewFolders const&) = delete;
    NewFolders& operator=(NewFolders const&) = delete;
    ~NewFolders() { remove_empty_folders(made_); }

    /// Those made, innermost first.
    std::vector<std::filesystem::path> keep();

private:
    void make(std::filesystem::path const& directory);

    std::vector<std::filesystem::path> made_;
};

}  // namespace balmer::run
