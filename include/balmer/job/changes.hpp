/// \file
/// Differences between a job and the job with which its run was started.
#pragma once

#include "balmer/job/job.hpp"

#include <string>
#include <vector>

namespace balmer::job {

/// One key with its values as TOML; empty if the key is not set.
struct Change {
    std::string key;
    std::string before;
    std::string now;

    bool operator==(Change const&) const = default;
};

/// All keys that differ, in the order of the job file. If search.operators differs, keys that
/// appeared or disappeared with an operator are left out.
std::vector<Change> compare_jobs(Job const& before, Job const& now);

/// Returns true if a run can resume with this key changed: search.iterations and
/// search.stop_at_loss, which determine its end, data.file (the data are identified by their
/// content) and all of [run].
bool may_change(std::string const& key);

/// "search.iterations was 300, is 900".
std::string describe(Change const& change);

}  // namespace balmer::job
