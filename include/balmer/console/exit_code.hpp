/// \file
/// The exit codes of the program.
#pragma once

#include <exception>

namespace balmer::console {

enum ExitCode : int {
    exit_finished = 0,
    exit_failed = 1,
    /// Wrong usage or job file.
    exit_usage = 2,
    exit_bad_data = 3,
    /// Ended by time limit, signal or STOP (EX_TEMPFAIL of sysexits.h).
    exit_unfinished = 75,
};

/// The exit code of an error, by its cause.
ExitCode exit_code_of(std::exception const& error);

}  // namespace balmer::console
