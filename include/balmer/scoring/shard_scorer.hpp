/// \file
/// Sums of a formula over shards, in double precision.
#pragma once

#include "balmer/eval/evaluator.hpp"
#include "balmer/expr/tree.hpp"
#include "balmer/scoring/shard_sums.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace balmer::scoring {

inline constexpr std::uint32_t all_shards = std::numeric_limits<std::uint32_t>::max();

class ShardScorer {
public:
    /// Throws InputError if `backend` is not available.
    explicit ShardScorer(eval::Backend backend = eval::Backend::automatic);

    /// Sums over each of `shards` whose index is below `shard_limit`, in the order of `shards`.
    std::vector<ShardSums> sums(SumKind kind, expr::Tree const& tree, std::span<Shard const> shards,
                                std::uint32_t shard_limit = all_shards);

    /// The row of these shards with the smallest value of `chooser`, NaN apart, and `tree` there.
    /// Of equal values, the one in the shard, then the row, of the lowest index. See LowestRow.
    LowestRow lowest_row(expr::Tree const& tree, expr::Tree const& chooser,
                         std::span<Shard const> shards, std::uint32_t shard_limit = all_shards);

    std::string_view evaluator_name() const { return evaluate_->name(); }
    /// Tree nodes × rows evaluated so far.
    double node_rows() const { return node_rows_; }

private:
    eval::NormalEquations sums_over(SumKind kind, expr::Tree const& tree,
                                    data::Table<double> const& table);

    std::vector<double> gradient_at(expr::Tree const& tree, data::Table<double> const& table,
                                    std::uint64_t row, double value);

    std::unique_ptr<eval::Evaluator<double>> evaluate_;
    double node_rows_ = 0;
};

}  // namespace balmer::scoring
