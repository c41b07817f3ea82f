/// \file
/// The folder of a run: whether it can be had, and making it.
#pragma once

#include "balmer/run/lock.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace balmer::run {

/// Results that stand in a run directory: to be gone on from by their checkpoint (those without one
/// are refused), or out of the way.
enum class OldResults { go_on, keep_under_another_name };

/// What stands in the way of writing a run there, or nothing. Leaves nothing:
/// the folder it makes to see whether it can is removed again.
std::optional<std::string> directory_problem(std::filesystem::path const& directory,
                                             OldResults policy);

/// A run directory that is ours.
struct Directory {
    std::filesystem::path path;
    Lock lock;
    /// Where older results went; empty where there were none.
    std::filesystem::path moved_to;
    /// The folders that were made for it, innermost first.
    std::vector<std::filesystem::path> made;
};

/// Makes the folder, locks it, and removes a STOP and the temporary files that stand there. Results
/// without a checkpoint are refused; where the policy says so all are moved, to the first free of
/// DIRECTORY.1, DIRECTORY.2, … (of the folder that a link leads to), or of DIRECTORY/earlier.1, …
/// where the place beside is on another file system or cannot be written. Throws InputError or
/// IoError, then without leaving a new folder of its own.
Directory open_directory(std::filesystem::path const& directory, OldResults policy);

/// For a run that did not begin: removes the folders that were made for it, if but its lock is
/// there.
void remove_new_folders(Directory const& directory) noexcept;

}  // namespace balmer::run
