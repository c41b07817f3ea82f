/// \file
/// Where the events of a job come from, and reading them shard by shard.
#pragma once

#include "balmer/data/schema.hpp"
#include "balmer/data/shard_plan.hpp"
#include "balmer/data/table.hpp"

#include <cstdint>
#include <vector>

namespace balmer::data {

/// Opens the file and checks names, types, lengths and derived formulas, without reading rows.
/// Throws SourceError with every mistake found (file, dataset, rule, near names, way out) and its
/// key. Where the file itself is no use, that is one of them, beside what shows without it.
Schema read_schema(SourceSpec const& spec);

/// Reads the rows of `shards` (indices into `plan`) in one pass over the file with bounded memory:
/// at most one block of rows beyond what it returns. Result [shards.size()], in their order.
/// Throws DataError that names file, dataset and row of NaN, infinite or negative-weight entries
/// (the first few of each, and how many), and when all weights are zero.
std::vector<Table<double>> read_shards(SourceSpec const& spec, ShardPlan plan,
                                       std::vector<std::size_t> const& shards);

/// XXH3 of the content that a search sees: names, features, target, weight. Reads the file once.
std::uint64_t content_hash(SourceSpec const& spec);

}  // namespace balmer::data
