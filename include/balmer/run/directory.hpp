/// \file
/// The directory of a run: whether it can be used, creating it, and locking it.
#pragma once

#include "balmer/run/lock.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace balmer::run {

/// What to do with results in a run directory: resume from their checkpoint (results without one
/// are refused), or move them out of the way.
enum class OldResults { resume, keep_under_another_name };

/// Why a run cannot write there; nullopt if it can. Leaves no trace: a folder created to find out
/// is removed again.
std::optional<std::string> directory_problem(std::filesystem::path const& directory,
                                             OldResults policy);

/// A run directory that this process has locked.
struct Directory {
    std::filesystem::path path;
    Lock lock;
    /// Where older results were moved to; empty if there were none.
    std::filesystem::path moved_to;
    /// The folders that were created for it, innermost first.
    std::vector<std::filesystem::path> made;
};

/// Creates and locks the folder, and removes a STOP and temporary files in it. Results without a
/// checkpoint are refused, unless the policy is to keep them under another name: then all results
/// are moved to the first free of DIRECTORY.1, DIRECTORY.2, … (of the target, if the directory is a
/// link), or of DIRECTORY/earlier.1, … if the parent is another file system or not writable. Throws
/// InputError or IoError; no new folder is left then.
Directory open_directory(std::filesystem::path const& directory, OldResults policy);

/// For a run that did not begin: removes the folders that were created for it, if they contain
/// nothing but the lock.
void remove_new_folders(Directory const& directory) noexcept;

}  // namespace balmer::run
