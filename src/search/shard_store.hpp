/// \file
/// The shards of this rank's islands, between reading them and the start of the islands.
#pragma once

#include "balmer/data/sample_plan.hpp"
#include "balmer/data/source.hpp"
#include "balmer/data/table.hpp"
#include "balmer/scoring/shard_sums.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace balmer::search {

/// Events are read before the run directory is created, so that bad ones leave nothing behind.
///
/// Each shard that this rank needs is read once, whether for full scoring, for the sample of an
/// island, or for those of several.
class ShardStore {
public:
    /// Reads the shards of `islands` and of their samples. Throws as data::read_shards() does.
    ShardStore(data::SourceSpec const& spec, data::SamplePlan const& plan,
               std::vector<std::size_t> const& islands);

    /// Those of the islands: this rank's part of the events.
    std::span<scoring::Shard const> shards() const { return shards_; }

    /// A copy of the rows that an island evolves on. Throws std::out_of_range if the store lacks
    /// one of its shards. Not after take().
    data::Table<double> sample(std::size_t island) const;

    /// Moves shards out, and drops those that served samples only. Throws std::out_of_range for one
    /// that is not in the store.
    std::vector<data::Table<double>> take(std::vector<std::size_t> const& shards);

private:
    data::Table<double> const& table(std::size_t shard) const;

    data::SamplePlan plan_;
    std::vector<scoring::Shard> shards_;
    /// Shards of other islands, for samples.
    std::vector<scoring::Shard> others_;
};

}  // namespace balmer::search
