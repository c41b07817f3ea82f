/// \file
/// The whole program behind main().
#pragma once

#include "balmer/console/console.hpp"

namespace balmer::app {

/// Parses the arguments, runs the command, prints errors, and returns the exit code. Ends all ranks
/// with MPI_Abort if an error happens on this rank only.
int run(int argument_count, char const* const* arguments, console::Console& console);

}  // namespace balmer::app
