/// \file
/// Adds up sums over shards, in shard order whatever the order they come in.
#pragma once

#include "balmer/eval/sums.hpp"
#include "balmer/islands/protocol.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace balmer::islands {

class ShardTally {
public:
    explicit ShardTally(std::size_t shard_count) : sums_(shard_count), missing_(shard_count) {}

    /// Throws ProtocolError for a shard that does not exist or was added before, and for sums with
    /// another number of constants than those before.
    void add(ShardSums shard);

    bool complete() const { return missing_ == 0; }

    /// Sums over all events. Needs complete().
    eval::NormalEquations total() const;

private:
    std::vector<std::optional<eval::NormalEquations>> sums_;
    std::size_t missing_;
    std::optional<std::size_t> constant_count_;
};

}  // namespace balmer::islands
