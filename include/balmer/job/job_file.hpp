/// \file
/// Job files: reads TOML into a Job and writes it, and reports all mistakes together.
#pragma once

#include "balmer/job/job.hpp"
#include "balmer/job/reading.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace balmer::job {

/// Reads keys and values, without looking at any other file. Messages call the text `file_name`;
/// `overrides` are "section.key=value". Throws InputError if the text is not TOML.
Reading read_job(std::string_view text, std::string const& file_name,
                 std::vector<std::string> const& overrides = {});

/// read_job() of the text of a file. A relative data.file is resolved in the current directory,
/// then in the job file's folder; run.directory defaults to runs/STEM, the stem of the file name.
/// Throws InputError if the file cannot be read.
Reading read_job_file(std::filesystem::path const& path,
                      std::vector<std::string> const& overrides = {});

/// The job as TOML with every default filled in. read_job() returns the same job.
std::string write_job(Job const& job);

/// The value of one key, "search.seed": a string without its quotes, any other value as TOML; empty
/// if the key is not set. Throws InputError if there is no such key.
std::string value_text(Job const& job, std::string const& key);

/// All keys with their defaults and meanings, for --help.
std::string describe_job_keys();

}  // namespace balmer::job
