/// \file
/// A worker's part of full-data scoring: exact sums over its shards.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/islands/protocol.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace balmer::islands {

struct Shard {
    std::uint32_t index = 0;
    data::Table<double> table;
};

class ShardScorer {
public:
    explicit ShardScorer(std::vector<Shard> shards,
                         eval::Backend backend = eval::Backend::automatic);

    /// Sums of each shard, in double precision.
    ScoreAnswer score(ScoreRequest const& request);

    std::vector<Shard> const& shards() const { return shards_; }
    /// Tree nodes × rows so far.
    double node_rows() const { return node_rows_; }

private:
    std::vector<Shard> shards_;
    std::unique_ptr<eval::Evaluator<double>> evaluate_;
    double node_rows_ = 0;
};

}  // namespace balmer::islands
