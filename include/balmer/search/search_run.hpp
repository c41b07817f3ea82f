/// \file
/// A search from its job file to its exit code.
#pragma once

#include "balmer/console/console.hpp"
#include "balmer/console/signals.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/search/options.hpp"

namespace balmer::search {

/// Runs the search on all ranks and returns the exit code. Collective. A signal caught by `signals`
/// ends the search in order, even if it came before the search began.
int run_search(parallel::Communicator const& communicator, Options const& options,
               console::Console& console, console::StopSignals const& signals);

}  // namespace balmer::search
