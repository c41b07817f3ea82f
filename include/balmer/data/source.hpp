/// \file
/// The events of a job: their source, their schema, and reading them shard by shard.
#pragma once

#include "balmer/data/schema.hpp"
#include "balmer/data/shard_plan.hpp"
#include "balmer/data/table.hpp"

#include <cstdint>
#include <vector>

namespace balmer::data {

/// Opens the file and checks names, types, lengths and derived formulas, without reading rows.
/// Throws SourceError with all mistakes found (file, dataset, rule, near names, way out) and their
/// keys. If the file itself is unusable, the error also lists the mistakes that can be found
/// without it.
Schema read_schema(SourceSpec const& spec);

/// Reads the rows of `shards` (indices into `plan`) in one pass over the file. Memory is bounded:
/// one block of rows in addition to the result. Returns one table for each of `shards`, in their
/// order. Throws DataError if values are NaN or infinite or weights negative (with file, dataset,
/// the first rows and the count), and if all weights are zero.
std::vector<Table<double>> read_shards(SourceSpec const& spec, ShardPlan plan,
                                       std::vector<std::size_t> const& shards);

/// XXH3 of the content that a search uses: names, features, target, weight. Reads the file once.
std::uint64_t content_hash(SourceSpec const& spec);

}  // namespace balmer::data
