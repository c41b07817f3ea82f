/// \file
/// When checkpoints are written, and the islands that go into them.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/checkpoint/store.hpp"
#include "balmer/islands/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace balmer::islands {

/// Keeps the latest archive of each island. Without a store nothing is ever due.
class Checkpointer {
public:
    /// For this long islands are waited for; those that are late are saved as they were [s].
    static constexpr double gather_s = 15;

    Checkpointer(checkpoint::Store* store, std::size_t island_count, RunSettings const& settings);

    bool is_on() const { return store_ != nullptr; }

    /// The interval has passed, or, after a failure, the pause before the next try.
    bool is_due() const;

    /// Begins to wait for an archive of each island.
    void gather();
    /// Every island has answered since gather(), or had its time.
    bool is_gathered() const;

    /// One without bytes (no population yet) counts as answered, and is not kept.
    void put(checkpoint::IslandArchive archive);
    /// The latest of each island, by rising number.
    std::vector<checkpoint::IslandArchive> archives() const;

    /// Hands it to the store, which writes in the background. Ends gathering.
    void save(checkpoint::Checkpoint checkpoint);
    bool is_saving() const { return is_on() && store_->busy(); }

    /// How a save ended, once.
    std::optional<checkpoint::SaveReport> poll();
    /// Waits for the save under way, if there is one.
    std::optional<checkpoint::SaveReport> wait();

    std::uint64_t written_count() const { return written_count_; }
    std::uint64_t failure_count() const { return failure_count_; }
    /// Of the last save; empty where it was written.
    std::string const& problem() const { return problem_; }

private:
    checkpoint::SaveReport take(checkpoint::SaveReport report);

    checkpoint::Store* store_;
    double interval_s_;
    double retry_s_;
    std::vector<std::optional<checkpoint::IslandArchive>> latest_;
    std::vector<bool> is_missing_;
    bool gathering_ = false;
    Stopwatch since_gather_;
    Stopwatch since_save_;
    std::uint64_t written_count_ = 0;
    std::uint64_t failure_count_ = 0;
    std::string problem_;
};

}  // namespace balmer::islands
