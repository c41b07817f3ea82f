#include "balmer/islands/shard_tally.hpp"

#include "balmer/base/error.hpp"

#include <string>
#include <utility>

namespace balmer::islands {

void ShardTally::add(ShardSums shard) {
    auto const name = "score answer for shard " + std::to_string(shard.shard);
    if (shard.shard >= sums_.size()) {
        throw ProtocolError(name + " (there are " + std::to_string(sums_.size()) + " shards)");
    }
    auto& sums = sums_[shard.shard];
    if (sums) throw ProtocolError(name + " came twice");
    auto const count = shard.sums.constant_count();
    if (count != constant_count_.value_or(count)) {
        throw ProtocolError(name + " has " + std::to_string(count) + " constants, others have " +
                            std::to_string(*constant_count_));
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

}  // namespace balmer::islands
