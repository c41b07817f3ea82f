/// \file
/// Which rows an island evolves on.
#pragma once

#include "balmer/data/shard_plan.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace balmer::data {

/// The sample of island k is a number of shards: k, k+1, … modulo the number of shards. With one
/// shard each, samples are the shards themselves; with more, islands overlap.
struct SamplePlan {
    ShardPlan shards;
    std::size_t shards_per_sample = 1;

    /// True if a sample is more than the shard of its island.
    bool overlaps() const { return shards_per_sample > 1; }
    /// True if every sample has all rows.
    bool has_all_rows() const { return shards_per_sample == shards.shard_count; }
    /// The shards of a sample, in ascending order.
    std::vector<std::size_t> shards_of(std::size_t island) const;
    /// Number of rows of a sample.
    std::size_t size(std::size_t island) const;

    bool operator==(SamplePlan const&) const = default;
};

/// As few shards for each sample as give all of them at least `min_rows` rows, or all rows if there
/// are fewer. Depends on the job and the data alone, not on the ranks.
SamplePlan plan_samples(ShardPlan const& shards, std::uint64_t min_rows);

}  // namespace balmer::data
