/// \file
/// Which rows belong to which island.
#pragma once

#include <cstddef>

namespace balmer::data {

/// Shard k of S holds rows k, k+S, k+2S, …: sorted files stay balanced, each row has one owner.
struct ShardPlan {
    std::size_t row_count = 0;
    std::size_t shard_count = 1;

    /// Rows of shard `shard`.
    std::size_t size(std::size_t shard) const {
        return row_count / shard_count + (shard < row_count % shard_count ? 1 : 0);
    }
    /// Row in the file of the `index`-th row of `shard`.
    std::size_t row(std::size_t shard, std::size_t index) const {
        return shard + index * shard_count;
    }
    bool operator==(ShardPlan const&) const = default;
};

/// Throws DataError when there are fewer rows than shards, InputError when there are no shards.
void check_shard_plan(ShardPlan const& plan);

}  // namespace balmer::data
