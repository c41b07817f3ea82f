/// \file
/// The checked job on every rank.
#pragma once

#include "balmer/console/console.hpp"
#include "balmer/data/sample_plan.hpp"
#include "balmer/data/source.hpp"
#include "balmer/job/job.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/run/restart.hpp"
#include "balmer/search/options.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace balmer::search {

/// The job as every rank has it.
struct SharedJob {
    job::Job job;
    std::size_t row_count = 0;
    std::vector<std::string> feature_names;
    /// On rank 0; empty elsewhere.
    data::Schema schema;
    /// On rank 0, if there is a checkpoint.
    std::optional<run::Restart> restart;
    /// On rank 0: the job file leaves the number of islands to the search.
    bool islands_are_chosen = false;
};

/// What each island evolves on.
data::SamplePlan sample_plan_of(SharedJob const& shared);

/// Rank 0 reads and checks the job, as load_job() does, and sends it to the other ranks, which do
/// not need access to the file. Collective.
SharedJob share_job(parallel::Communicator const& communicator, Options const& options,
                    console::Console& console);

}  // namespace balmer::search
