/// \file
/// What the process tells its caller.
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

/// Code of an error, by whose fault it is.
ExitCode exit_code_of(std::exception const& error);

}  // namespace balmer::console
