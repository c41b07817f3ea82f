/// \file
/// How a search ended: for the log, for scripts, and as exit code.
#pragma once

#include "balmer/console/exit_code.hpp"
#include "balmer/islands/run.hpp"
#include "balmer/run/recorder.hpp"

#include "stop_requests.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace balmer::search {

/// The last line of the log and the reason in progress.jsonl. The reason is the name of `cause`, or
/// that of the result if nothing asked for the end.
run::Ending ending_of(islands::RunResult const& result, StopCause const& cause,
                      std::filesystem::path const& directory);

/// Throws std::runtime_error with everything that makes an ended run a failed one: files or the
/// last checkpoint not written (`unwritten` says which files and why), ranks lost, no formula
/// found.
void throw_if_failed(islands::RunResult const& result, std::vector<std::string> const& unwritten);

/// The exit code of a run that did not fail.
console::ExitCode code_of(islands::EndReason reason);

}  // namespace balmer::search
