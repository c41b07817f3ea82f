/// \file
/// Resuming from a checkpoint: which job and data allow it.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/job/changes.hpp"
#include "balmer/job/job.hpp"
#include "balmer/report/record.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace balmer::run {

/// What a search resumes from.
struct Restart {
    checkpoint::Checkpoint checkpoint;
    std::filesystem::path file;
    /// The job that the checkpoint was made with.
    job::Job job;
    /// What the user must know: for example that the newest file is damaged and an older one is
    /// used.
    std::vector<std::string> warnings;
    /// All differences between the job in the checkpoint and the present one. `search.islands =
    /// "auto"` is the number in the checkpoint.
    std::vector<job::Change> changes;
};

/// The newest sound checkpoint in run.directory; nullopt if there is no checkpoint file. Modifies
/// no file. Throws DataError if all are damaged, InputError if this version cannot read the job in
/// it.
std::optional<Restart> find_restart(job::Job const& job);

/// Why a run cannot resume with this change: both values and what to do.
std::string refusal_of(job::Change const& change, std::filesystem::path const& directory);

/// Throws InputError with refusal_of() every change that is not allowed.
void check_job(Restart const& restart, std::filesystem::path const& directory);

/// Throws DataError, saying what differs, unless the checkpoint was made with the data that
/// `record` describes.
void check_data(Restart const& restart, report::Record const& record);

/// The part of a checkpoint that does not change during a run.
checkpoint::Header header_of(job::Job const& job, report::Record const& record, std::uint32_t life);

}  // namespace balmer::run
