/// \file
/// How a search ended, for people and for the caller.
#pragma once

#include "balmer/console/exit_code.hpp"
#include "balmer/islands/run.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace balmer::search {

/// The last line of a log. `cause` says who asked for the end; may be empty.
std::string farewell(islands::RunResult const& result, std::string const& cause,
                     std::filesystem::path const& directory);

/// Throws std::runtime_error with all that makes the run a failed one, though it came to its end:
/// files or the last checkpoint not written (`unwritten` says which files and why), ranks lost, no
/// formula found.
void throw_if_failed(islands::RunResult const& result, std::vector<std::string> const& unwritten);

/// Of a run that did not fail.
console::ExitCode code_of(islands::EndReason reason);

}  // namespace balmer::search
