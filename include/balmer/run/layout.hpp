/// \file
/// The names of the files in a run directory, and what they say about it.
#pragma once

#include "balmer/checkpoint/store.hpp"

#include <array>
#include <filesystem>

namespace balmer::run {

/// The job as run, with every default filled in.
inline constexpr char const* job_name = "job.toml";
inline constexpr char const* hall_of_fame_csv = "hall_of_fame.csv";
inline constexpr char const* hall_of_fame_json = "hall_of_fame.json";
/// Numbers over time, one JSON object per line.
inline constexpr char const* progress_name = "progress.jsonl";
inline constexpr char const* log_name = "log.txt";
inline constexpr char const* lock_name = "lock";
/// A user makes this file to end the run.
inline constexpr char const* stop_name = "STOP";
using checkpoint::current_name;
using checkpoint::damaged_name;
using checkpoint::previous_name;

/// Files that only a run writes. Checkpoints come last: as long as they exist, the run can resume.
inline constexpr std::array<char const*, 8> result_names = {
    job_name, hall_of_fame_csv, hall_of_fame_json, progress_name,
    log_name, damaged_name,     previous_name,     current_name,
};

/// Returns true if `directory` contains a checkpoint file, damaged or not.
bool has_checkpoint(std::filesystem::path const& directory);

/// Returns true if a run has written into `directory`: it contains a job.toml or a checkpoint.
bool is_run_directory(std::filesystem::path const& directory);

}  // namespace balmer::run
