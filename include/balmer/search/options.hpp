/// \file
/// The user's options of a search, in addition to the job file.
#pragma once

#include "balmer/run/directory.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace balmer::search {

struct Options {
    std::filesystem::path job;
    /// "section.key=value".
    std::vector<std::string> overrides;
    /// Replaces run.directory unless empty.
    std::filesystem::path run_directory;
    /// Name of the backend on this rank: a property of the machine, not of the job.
    std::string backend = "auto";
    bool fresh = false;
    bool live = false;
    bool json = false;

    run::OldResults old_results() const {
        return fresh ? run::OldResults::keep_under_another_name : run::OldResults::resume;
    }
};

}  // namespace balmer::search
