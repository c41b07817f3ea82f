/// \file
/// Going on from a checkpoint: which job and data may, and what it brings.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/data/source.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/job/changes.hpp"
#include "balmer/job/job.hpp"
#include "balmer/report/record.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace balmer::run {

/// What a search goes on from.
struct Restart {
    checkpoint::Checkpoint checkpoint;
    std::filesystem::path file;
    /// What people must know: that the newest file is damaged and an older one serves.
    std::vector<std::string> warnings;
    /// All differences between its job and the present one.
    std::vector<job::Change> changes;
};

/// Whether a checkpoint file stands in `directory`, sound or not.
bool has_checkpoint(std::filesystem::path const& directory);

/// The newest sound checkpoint of run.directory, or nothing where there is no checkpoint file.
/// Changes nothing. Throws DataError where none is sound, InputError where the job in it cannot be
/// read any more.
std::optional<Restart> find_restart(job::Job const& job);

/// Why a run cannot go on with this change: one sentence with both values and the way out.
std::string refusal_of(job::Change const& change, std::filesystem::path const& directory);

/// Throws InputError with the refusal of every change that may not be.
void check_job(Restart const& restart, std::filesystem::path const& directory);

/// Throws DataError, saying what differs, unless the checkpoint was made with the data that
/// `record` describes.
void check_data(Restart const& restart, report::Record const& record);

/// The part of a checkpoint that is the same in all of one life.
checkpoint::Header header_of(job::Job const& job, report::Record const& record, std::uint32_t life);

/// Whether a loss is at or below search.stop_at_loss.
bool has_reached_loss(checkpoint::Checkpoint const& checkpoint,
                      evolve::SearchSettings const& search);

/// Whether each island has its iterations and no candidate waits.
bool has_all_iterations(checkpoint::Checkpoint const& checkpoint,
                        evolve::SearchSettings const& search);

/// Whether nothing is left to do, by either.
bool is_finished(checkpoint::Checkpoint const& checkpoint, evolve::SearchSettings const& search);

/// Iterations over all islands.
std::uint64_t iterations_of(checkpoint::Checkpoint const& checkpoint);

/// A counter as number; nothing where the checkpoint does not have it.
std::optional<double> counter_of(checkpoint::Checkpoint const& checkpoint, std::string const& name);

/// The front of all entries.
std::vector<evolve::HallOfFameEntry> front_of(checkpoint::Checkpoint const& checkpoint);

/// The front with what a reader must know of it.
report::Record record_of(checkpoint::Checkpoint const& checkpoint);

/// What hall_of_fame.json has and the checkpoint has not.
struct NewerEntries {
    /// Those better than the checkpoint's entry of the same complexity. What they claim is not
    /// known to be true: people can edit that file.
    std::vector<evolve::HallOfFameEntry> entries;
    /// Why the file, or a part of it, is of no use; empty where all is, or where there is none.
    std::vector<std::string> problems;
};

/// That file is rewritten with each improvement, so it is newer than any checkpoint.
NewerEntries newer_entries(checkpoint::Checkpoint const& checkpoint,
                           std::filesystem::path const& directory, job::Job const& job);

/// Puts in what is better than the checkpoint's; returns how many those are.
std::size_t take_entries(checkpoint::Checkpoint& checkpoint,
                         std::vector<evolve::HallOfFameEntry> const& entries);

}  // namespace balmer::run
