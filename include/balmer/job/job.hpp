/// \file
/// A job: data, settings of the search, and of the run.
#pragma once

#include "balmer/data/source.hpp"
#include "balmer/evolve/settings.hpp"

#include <algorithm>
#include <filesystem>

namespace balmer::job {

/// The [run] section.
struct RunOptions {
    /// The folder for everything that a run writes.
    std::filesystem::path directory;
    /// Wall time of a session [h], after which it ends with exit code 75; 0: no limit.
    double max_hours = 0;
    /// Largest time for the last fits and the polish, after the search has ended [s].
    double finish_seconds = 20;
    /// Time between two checkpoints [min]; 0: only at the end.
    double checkpoint_minutes = 5;
    /// A rank that is silent for this time [min] is considered lost; 0: never.
    double lost_minutes = 2;
    /// Largest share of the workers' time for scoring on all events while islands evolve.
    double scoring_share = 0.2;
    bool operator==(RunOptions const&) const = default;
};

/// A warning is logged if a rank is silent for this time [s], before it is considered lost.
inline double silence_seconds(RunOptions const& run) {
    return run.lost_minutes > 0 ? std::min(15.0, 30 * run.lost_minutes) : 15.0;
}

struct Job {
    data::SourceSpec data;
    evolve::SearchSettings search = [] {
        evolve::SearchSettings settings;
        settings.exhaustive_complexity = evolve::exhaustive_auto;
        return settings;
    }();
    /// `search.islands = "auto"`: the search sets search.island_count for its ranks and events.
    bool chooses_islands = true;
    RunOptions run;

    bool operator==(Job const&) const = default;
};

}  // namespace balmer::job
