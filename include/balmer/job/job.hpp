/// \file
/// A search as its job file says it: data, settings, run.
#pragma once

#include "balmer/data/source.hpp"
#include "balmer/evolve/settings.hpp"

#include <algorithm>
#include <filesystem>

namespace balmer::job {

/// The [run] section.
struct RunOptions {
    /// Folder of everything a run writes.
    std::filesystem::path directory;
    /// Wall time from the start of each life until it ends with exit code 75; 0: none.
    double max_hours = 0;
    /// Between two checkpoints; 0: only at the end.
    double checkpoint_minutes = 5;
    /// A rank that is silent for so long is given up; 0: never.
    double lost_minutes = 2;
    /// Share of the workers' time that full-data scoring may take while islands evolve.
    double scoring_share = 0.2;
    bool operator==(RunOptions const&) const = default;
};

/// A rank silent for so long is warned of [s]: before it is given up.
inline double silence_seconds(RunOptions const& run) {
    return run.lost_minutes > 0 ? std::min(15.0, 30 * run.lost_minutes) : 15.0;
}

struct Job {
    data::SourceSpec data;
    evolve::SearchSettings search;
    RunOptions run;

    bool operator==(Job const&) const = default;
};

}  // namespace balmer::job
