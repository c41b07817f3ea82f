/// \file
/// Everything that can be wrong with a job, found before a search starts.
#pragma once

#include "balmer/data/source.hpp"
#include "balmer/job/job.hpp"
#include "balmer/run/directory.hpp"
#include "balmer/run/restart.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace balmer::search {

/// A job that can start, what its data look like, and what it goes on from.
struct CheckedJob {
    job::Job job;
    data::Schema schema;
    std::optional<run::Restart> restart;
};

/// Reads and checks everything that can be wrong before a search starts: the file, its values, the
/// data file's names and formulas, whether `job.run.directory` can be written, and whether its
/// checkpoint is sound and of this job (not whether it is of the same numbers: see check_data()). A
/// relative data.file is looked for in the current directory, then in the job file's folder.
/// `run_directory` replaces run.directory unless empty.
/// data.features are filled in where the job leaves them out.
/// Throws all mistakes together, in the order of their lines: DataError when only the data or the
/// checkpoint are bad, else InputError.
CheckedJob load_job(std::filesystem::path const& path, std::vector<std::string> const& overrides,
                    run::OldResults old_results, std::filesystem::path const& run_directory = {});

}  // namespace balmer::search
