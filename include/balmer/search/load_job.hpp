/// \file
/// Everything that can be wrong with a job, found before a search starts.
#pragma once

#include "balmer/data/source.hpp"
#include "balmer/job/job.hpp"
#include "balmer/run/directory.hpp"
#include "balmer/run/restart.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace balmer::search {

/// A job that can start, the schema of its data, and the checkpoint it resumes from.
struct CheckedJob {
    job::Job job;
    data::Schema schema;
    std::optional<run::Restart> restart;
    /// The job file leaves the number of islands to the search.
    bool islands_are_chosen = false;
};

/// Reads and checks the job file, its values, and the names and formulas of its data, without
/// looking at the run directory. `run_directory` replaces run.directory unless empty; data.features
/// is filled in if the job leaves it out. Throws all mistakes together, in the order of their
/// lines: DataError if only the data are bad, else InputError.
job::Job check_job(std::filesystem::path const& path, std::vector<std::string> const& overrides,
                   std::filesystem::path const& run_directory = {});

/// check_job(), and in addition: the run directory must be writable and free, and its checkpoint
/// sound and of the same job. `search.islands = "auto"` becomes the number of the checkpoint, or
/// one for `worker_count` workers. run::check_data() compares the values of the data later. Throws
/// as check_job() does; a damaged checkpoint counts as bad data.
CheckedJob load_job(std::filesystem::path const& path, std::vector<std::string> const& overrides,
                    run::OldResults old_results, std::filesystem::path const& run_directory = {},
                    std::size_t worker_count = 1);

}  // namespace balmer::search
