/// \file
/// When checkpoints are written, and what the last one contains.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/checkpoint/store.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/islands/settings.hpp"
#include "balmer/islands/status.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace balmer::islands {

/// Two equal ones mean that nothing has happened in between that is worth a checkpoint.
struct RunVersion {
    CandidateCounters candidates;
    std::uint64_t hall_of_fame_revision = 0;
    std::uint64_t cut_count = 0;

    bool operator==(RunVersion const&) const = default;
};

/// Without a store nothing is ever due.
class Checkpointer {
public:
    /// The store may be null. It must outlive this object.
    Checkpointer(checkpoint::Store* store, RunSettings const& settings);

    bool is_on() const { return store_ != nullptr; }

    /// No save is under way, and the interval has passed or, after a failure, the pause before the
    /// next attempt.
    bool is_due() const;
    /// Asks for one more save, as soon as none is under way.
    void request_save() { save_is_requested_ = true; }
    bool save_is_requested() const { return save_is_requested_; }
    /// There is nothing to save: drops the request.
    void skip_save() { save_is_requested_ = false; }

    /// Hands the checkpoint to the store, which writes in the background.
    void save(checkpoint::Checkpoint checkpoint, RunVersion const& version,
              evolve::HallOfFame const& hall_of_fame);
    bool is_saving() const { return is_on() && store_->busy(); }
    /// The last save had this version, and was written if it has ended.
    bool has_saved(RunVersion const& version) const {
        return saved_version_ == version && problem_.empty();
    }
    /// The hall of fame of the run at the last save.
    evolve::HallOfFame const& saved_hall_of_fame() const { return saved_hall_of_fame_; }

    /// How a save ended, once.
    std::optional<checkpoint::SaveReport> poll();
    /// Waits for the save under way, if there is one.
    std::optional<checkpoint::SaveReport> wait();

    std::uint64_t written_count() const { return written_count_; }
    std::uint64_t failure_count() const { return failure_count_; }
    /// Why the last save failed; empty if it was written.
    std::string const& problem() const { return problem_; }

private:
    checkpoint::SaveReport take(checkpoint::SaveReport report);

    checkpoint::Store* store_;
    double interval_s_;
    double retry_s_;
    bool save_is_requested_ = false;
    Stopwatch since_save_;
    std::optional<RunVersion> saved_version_;
    evolve::HallOfFame saved_hall_of_fame_;
    std::uint64_t written_count_ = 0;
    std::uint64_t failure_count_ = 0;
    std::string problem_;
};

}  // namespace balmer::islands
