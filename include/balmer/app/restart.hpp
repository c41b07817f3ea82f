/// \file
/// Going on from a checkpoint: which job and data may, and what it brings.
#pragma once

#include "balmer/app/job.hpp"
#include "balmer/app/job_changes.hpp"
#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/data/source.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/report/record.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace balmer::app {

/// What a search goes on from.
struct Restart {
    checkpoint::Checkpoint checkpoint;
    std::filesystem::path file;
    /// What people must know: that the newest file is damaged and an older one serves.
    std::vector<std::string> warnings;
    /// All differences between its job and the present one.
    std::vector<JobChange> changes;
};

/// Whether a checkpoint file stands in `directory`, sound or not.
bool has_checkpoint(std::filesystem::path const& directory);

/// The newest sound checkpoint of run.directory, or nothing where there is no checkpoint file.
/// Changes nothing. Throws DataError where none is sound, InputError where the job in it cannot be
/// read any more.
std::optional<Restart> find_restart(Job const& job);

/// Why a run cannot go on with this change: one sentence with both values and the way out.
std::string refusal_of(JobChange const& change, std::filesystem::path const& directory);

/// Throws InputError with the refusal of every change that may not be.
void check_job(Restart const& restart, std::filesystem::path const& directory);

/// Throws DataError, saying what differs, unless the checkpoint was made with the data that
/// `record` describes.
void check_data(Restart const& restart, report::Record const& record);

/// The part of a checkpoint that is the same in all of one life.
checkpoint::Header header_of(Job const& job, report::Record const& record, std::uint32_t life);

/// Whether nothing is left to do: each island has its iterations and no candidate waits, or a loss
/// is at or below search.stop_at_loss.
bool is_finished(checkpoint::Checkpoint const& checkpoint, evolve::SearchSettings const& search);

/// Iterations over all islands.
std::uint64_t iterations_of(checkpoint::Checkpoint const& checkpoint);

/// A counter as number; nothing where the checkpoint does not have it.
std::optional<double> counter_of(checkpoint::Checkpoint const& checkpoint, std::string const& name);

/// The front of all entries.
std::vector<evolve::HallOfFameEntry> front_of(checkpoint::Checkpoint const& checkpoint);

/// The front with what a reader must know of it.
report::Record record_of(checkpoint::Checkpoint const& checkpoint);

/// What became of the entries of hall_of_fame.json.
struct Merge {
    /// Entries that the checkpoint did not have yet.
    std::size_t taken = 0;
    /// Why the file was of no use; empty where it was, or where there is none.
    std::string problem;
};

/// Takes from hall_of_fame.json what is better than the checkpoint's entry of the same complexity:
/// that file is newer than any checkpoint.
Merge merge_hall_of_fame(checkpoint::Checkpoint& checkpoint, std::filesystem::path const& directory,
                         Job const& job);

}  // namespace balmer::app
