/// \file
/// A search from its job file to its exit code.
#pragma once

#include "balmer/console/console.hpp"
#include "balmer/console/signals.hpp"
#include "balmer/parallel/communicator.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace balmer::search {

struct Options {
    std::filesystem::path job;
    std::vector<std::string> overrides;
    /// Empty: as the job says.
    std::filesystem::path run_directory;
    /// Name of what evaluates on this rank: a property of the machine, not of the job.
    std::string backend = "auto";
    bool fresh = false;
    bool live = false;
    bool json = false;
};

/// Collective. `signals` end the search in order, also those that came before it began.
int run_search(parallel::Communicator const& communicator, Options const& options,
               console::Console& console, console::StopSignals const& signals);

}  // namespace balmer::search
