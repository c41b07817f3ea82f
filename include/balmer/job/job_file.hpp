/// \file
/// Job files: TOML to Job and back, with every mistake of a file in one report.
#pragma once

#include "balmer/job/job.hpp"
#include "balmer/job/reading.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::job {

/// Reads keys and values, without looking at any other file. `file_name` is what reports call the
/// text; `overrides` are "section.key=value". Throws InputError where the text is not TOML.
Reading read_job(std::string_view text, std::string const& file_name,
                 std::vector<std::string> const& overrides = {});

/// read_job() of the text of a file. A relative data.file is looked for in the current directory,
/// then in the job file's folder. Throws InputError where the file cannot be read.
Reading read_job_file(std::filesystem::path const& path,
                      std::vector<std::string> const& overrides = {});

/// The job as TOML with every default filled in: read_job() gives the same job back.
std::string write_job(Job const& job);

/// All keys with their defaults and meaning, for --help.
std::string describe_job_keys();

}  // namespace balmer::job
