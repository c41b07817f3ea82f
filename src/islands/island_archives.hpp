/// \file
/// The latest snapshot of each island, as it goes into checkpoints.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/checkpoint/checkpoint.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace balmer::islands {

class IslandArchives {
public:
    /// For this long a gathering waits; islands that are late are saved as they were before [s].
    static constexpr double gather_s = 15;

    explicit IslandArchives(std::size_t island_count);

    /// An archive without bytes (no population yet) counts as an answer, but is not kept.
    void put(checkpoint::IslandArchive archive);
    /// Ordered by island.
    std::vector<checkpoint::IslandArchive> all() const;

    /// Begins to wait for an archive of each island.
    void begin_gathering();
    void end_gathering() { is_gathering_ = false; }
    bool is_gathering() const { return is_gathering_; }
    /// Every island has answered since begin_gathering(), or its time is over.
    bool is_gathered() const;

private:
    std::vector<std::optional<checkpoint::IslandArchive>> latest_;
    std::vector<bool> is_missing_;
    bool is_gathering_ = false;
    Stopwatch since_begin_;
};

}  // namespace balmer::islands
