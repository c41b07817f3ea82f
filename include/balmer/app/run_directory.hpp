/// \file
/// The folder of a run: whether it can be had, and making it.
#pragma once

#include "balmer/app/run_lock.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace balmer::app {

enum class OldResults { refuse, keep_under_another_name };

/// What stands in the way of writing a run there, or nothing. Leaves nothing:
/// the folder it makes to see whether it can is removed again.
std::optional<std::string> run_directory_problem(std::filesystem::path const& directory,
                                                 OldResults policy);

/// A run directory that is ours.
struct RunDirectory {
    std::filesystem::path path;
    RunLock lock;
    /// Where older results went; empty where there were none.
    std::filesystem::path moved_to;
};

/// Makes the folder and locks it. Results that stand there are refused, or moved to the first free
/// of DIRECTORY.1, DIRECTORY.2, …. Throws InputError or IoError, then without leaving a new folder.
RunDirectory open_run_directory(std::filesystem::path const& directory, OldResults policy);

}  // namespace balmer::app
