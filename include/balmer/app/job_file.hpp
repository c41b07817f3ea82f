/// \file
/// Job files: TOML to Job and back, with every mistake of a file in one report.
#pragma once

#include "balmer/app/document.hpp"
#include "balmer/app/job.hpp"
#include "balmer/app/restart.hpp"
#include "balmer/app/run_directory.hpp"
#include "balmer/base/error.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::app {

/// A job text, read as far as its mistakes allow.
struct JobReading {
    Job job;
    PlacedProblems problems;
    /// Where each key was given: "search.seed", "data.features[2]", "search.nesting.sin.cos".
    std::map<std::string, Place> places;
    /// Keys that are missing or could not be read: the job has their defaults.
    std::set<std::string> refused;

    /// The place of a key; of an element whose own is not known, that of its array; of a key that
    /// was not given, the file.
    Place place_of(std::string const& key) const;
    std::string file_name;
};

/// Reads keys and values, without looking at any other file. `file_name` is what reports call the
/// text; `overrides` are "section.key=value". Throws InputError where the text is not TOML.
JobReading read_job(std::string_view text, std::string const& file_name,
                    std::vector<std::string> const& overrides = {});

/// read_job() of the text of a file. A relative data.file is looked for in the current directory,
/// then in the job file's folder. Throws InputError where the file cannot be read.
JobReading read_job_file(std::filesystem::path const& path,
                         std::vector<std::string> const& overrides = {});

/// The job as TOML with every default filled in: read_job() gives the same job back.
std::string write_job(Job const& job);

/// All keys with their defaults and meaning, for --help.
std::string describe_job_keys();

/// A job that can start, what its data look like, and what it goes on from.
struct CheckedJob {
    Job job;
    data::Schema schema;
    std::optional<Restart> restart;
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
                    OldResults old_results, std::filesystem::path const& run_directory = {});

}  // namespace balmer::app
