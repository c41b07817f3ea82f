/// \file
/// A partition of the rows.
#pragma once

#include <cstddef>

namespace balmer::data {

/// Shard k of S contains rows k, k+S, k+2S, …, so that sorted files are balanced and each row is in
/// exactly one shard. With fewer rows than shards, the last shards are empty.
struct ShardPlan {
    std::size_t row_count = 0;
    std::size_t shard_count = 1;

    /// Number of rows of `shard`.
    std::size_t size(std::size_t shard) const {
        return row_count / shard_count + (shard < row_count % shard_count ? 1 : 0);
    }
    /// Row in the file of the `index`-th row of `shard`.
    std::size_t row(std::size_t shard, std::size_t index) const {
        return shard + index * shard_count;
    }
    bool operator==(ShardPlan const&) const = default;
};

}  // namespace balmer::data
