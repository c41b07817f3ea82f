#include "balmer/data/sample_plan.hpp"

#include <algorithm>
#include <numeric>

namespace balmer::data {
namespace {

/// Rows of the smallest `count` consecutive shards, around the end. The first shards have one row
/// more than the others.
std::size_t least_rows(ShardPlan const& shards, std::size_t count) {
    auto const large = shards.row_count % shards.shard_count;
    auto const small = shards.shard_count - large;
    return count * (shards.row_count / shards.shard_count) + (count > small ? count - small : 0);
}

}  // namespace

std::vector<std::size_t> SamplePlan::shards_of(std::size_t island) const {
    std::vector<std::size_t> taken(shards_per_sample);
    std::iota(taken.begin(), taken.end(), island);
    for (auto& shard : taken) shard %= shards.shard_count;
    std::ranges::sort(taken);
    return taken;
}

std::size_t SamplePlan::size(std::size_t island) const {
    std::size_t rows = 0;
    for (auto const shard : shards_of(island)) rows += shards.size(shard);
    return rows;
}

SamplePlan plan_samples(ShardPlan const& shards, std::uint64_t min_rows) {
    auto const wanted = std::min<std::uint64_t>(min_rows, shards.row_count);
    std::size_t count = 1;
    while (count < shards.shard_count && least_rows(shards, count) < wanted) ++count;
    return {shards, count};
}

}  // namespace balmer::data
