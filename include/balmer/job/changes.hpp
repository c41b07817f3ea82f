/// \file
/// What a job says otherwise than the job its run was started with.
#pragma once

#include "balmer/job/job.hpp"

#include <string>
#include <vector>

namespace balmer::job {

/// One key with its values as TOML; empty where the key is not set.
struct Change {
    std::string key;
    std::string before;
    std::string now;

    bool operator==(Change const&) const = default;
};

/// All keys that differ, in the order of the job file; but where search.operators does, not those
/// that came or went with an operator.
std::vector<Change> compare_jobs(Job const& before, Job const& now);

/// Whether a run may go on with the key changed: search.iterations and search.stop_at_loss, which
/// say when it ends, data.file (the data are known by their content) and all of [run].
bool may_change(std::string const& key);

/// "search.iterations was 300, is 900".
std::string describe(Change const& change);

}  // namespace balmer::job
