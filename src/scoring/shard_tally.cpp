#include "balmer/scoring/shard_tally.hpp"

#include "balmer/base/error.hpp"

#include <utility>

#include <fmt/format.h>

namespace balmer::scoring {

void ShardTally::add(ShardSums shard) {
    if (shard.shard >= sums_.size()) {
        throw TallyError(
            fmt::format("sums for shard {} (there are {} shards)", shard.shard, sums_.size()));
    }
    auto& sums = sums_[shard.shard];
    if (sums) throw TallyError(fmt::format("sums for shard {} were received twice", shard.shard));
    auto const count = shard.sums.constant_count();
    if (count != constant_count_.value_or(count)) {
        throw TallyError(fmt::format("sums for shard {} have {} constants (others have {})",
                                     shard.shard, count, *constant_count_));
    }
    constant_count_ = count;
    sums = std::move(shard.sums);
    --missing_;
}

eval::NormalEquations ShardTally::total() const {
    BALMER_EXPECT(complete());
    eval::NormalEquations total;
    total.reset(constant_count_.value_or(0));
    for (auto const& sums : sums_) total += *sums;
    return total;
}

}  // namespace balmer::scoring
