/// \file
/// Normal equations of one formula over all events, wherever their shards lie.
#pragma once

#include "balmer/data/source.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/eval/sums.hpp"
#include "balmer/expr/tree.hpp"
#include "balmer/parallel/communicator.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace balmer::scoring {

/// The events lie in up to 64 strided shards, shard k on rank k mod size. Sums are made for each
/// shard and added in the order of the shards, so that the number of ranks does not change a bit.
///
/// Rank 0 asks; the others serve() until finish(). The communicator must outlive this object.
class SumsOverRanks {
public:
    static constexpr std::size_t largest_shard_count = 64;

    /// Reads this rank's shards; throws DataError for this rank alone, InputError where `backend`
    /// is not available.
    SumsOverRanks(parallel::Communicator const& communicator, data::SourceSpec const& spec,
                  std::size_t row_count, expr::Tree tree,
                  eval::Backend backend = eval::Backend::automatic);

    std::size_t shard_count() const { return plan_.shard_count; }
    std::size_t row_count() const { return plan_.row_count; }
    /// Of this rank's evaluator, for logs.
    std::string_view evaluator_name() const { return evaluator_->name(); }
    /// Shards whose rows are `row_count` or more together: a fair sample, since shards are strided.
    std::size_t shards_for(std::size_t row_count) const;

    /// On rank 0: sums over the first `shard_limit` shards at these constants.
    eval::NormalEquations normal_equations(std::span<double const> constants,
                                           std::size_t shard_limit);
    /// On rank 0: loss over all shards.
    eval::LossSums loss(std::span<double const> constants);
    /// On rank 0: Σ w² r² J Jᵀ over all shards, packed, for fit::robust_covariance().
    std::vector<double> robust_curvature(std::span<double const> constants);
    /// On rank 0: the others return from serve().
    void finish();

    /// On all other ranks: answers rank 0.
    void serve();

private:
    enum class Task : int { finish, normal_equations, loss, robust_curvature };

    eval::NormalEquations ask(Task task, std::span<double const> constants,
                              std::size_t shard_limit);
    /// This rank's shards, one after the other, as numbers.
    std::vector<double> evaluate(Task task, std::span<double const> constants,
                                 std::size_t shard_limit);
    eval::NormalEquations sums_of_shard(Task task, data::Table<double> const& table);

    parallel::Communicator const* communicator_;
    data::ShardPlan plan_;
    expr::Tree tree_;
    std::unique_ptr<eval::Evaluator<double>> evaluator_;
    /// Shards rank, rank + size, ….
    std::vector<data::Table<double>> tables_;
};

}  // namespace balmer::scoring
