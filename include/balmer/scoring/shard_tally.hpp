/// \file
/// Adds sums over shards, always in the order of the shards.
#pragma once

#include "balmer/eval/sums.hpp"
#include "balmer/scoring/shard_sums.hpp"

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <vector>

namespace balmer::scoring {

/// Sums that do not belong to the request.
class TallyError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The total depends neither on the order in which the sums arrive nor on the ranks that computed
/// them.
class ShardTally {
public:
    explicit ShardTally(std::size_t shard_count) : sums_(shard_count), missing_(shard_count) {}

    /// Throws TallyError if the shard does not exist or was added before, or if its sums have
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

}  // namespace balmer::scoring
