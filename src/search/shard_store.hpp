/// \file
/// The shards of this rank's islands, between reading them and the start of the islands.
#pragma once

#include "balmer/data/shard_plan.hpp"
#include "balmer/data/source.hpp"
#include "balmer/data/table.hpp"
#include "balmer/scoring/shard_sums.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace balmer::search {

/// Shards are read before the run directory is created, so that bad events leave nothing behind.
class ShardStore {
public:
    /// Reads the rows of `shards`. Throws as data::read_shards() does.
    ShardStore(data::SourceSpec const& spec, data::ShardPlan const& plan,
               std::vector<std::size_t> const& shards);

    std::span<scoring::Shard const> shards() const { return shards_; }

    /// Moves shards out. Throws std::out_of_range for one that is not in the store.
    std::vector<data::Table<double>> take(std::vector<std::size_t> const& shards);

private:
    std::vector<scoring::Shard> shards_;
};

}  // namespace balmer::search
