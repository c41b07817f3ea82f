/// \file
/// Sums of formulas over all events, whose shards are spread over the ranks.
#pragma once

#include "balmer/data/shard_plan.hpp"
#include "balmer/data/source.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/expr/tree.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/scoring/shard_scorer.hpp"
#include "balmer/scoring/shard_sums.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace balmer::scoring {

/// How `fit` and `evaluate` divide the events: into 64 strided shards, or one per event if there
/// are fewer. The number does not depend on the ranks, so neither do the sums.
data::ShardPlan shards_of_events(std::size_t row_count);

/// Reads these shards of `plan`. Throws as data::read_shards() does.
std::vector<Shard> read_indexed_shards(data::SourceSpec const& spec, data::ShardPlan const& plan,
                                       std::vector<std::size_t> const& indices);

/// Reads the shards of `plan` that belong to this rank: shard k to rank k mod size. Throws
/// DataError for this rank alone.
std::vector<Shard> read_own_shards(parallel::Communicator const& communicator,
                                   data::SourceSpec const& spec, data::ShardPlan const& plan);

/// The first shards of `plan` that have at least `row_count` rows together: a fair sample, since
/// shards are strided.
std::uint32_t shards_with_rows(data::ShardPlan const& plan, std::size_t row_count);

/// Rank 0 requests sums, and the other ranks answer. Sums are computed for each shard and added in
/// the order of the shards, so that the result is identical to the last bit on any number of ranks.
class TeamScorer {
public:
    /// Each shard of `plan` is among the `shards` of exactly one rank. The communicator and the
    /// shards must outlive this object. Throws InputError if `backend` is not available.
    TeamScorer(parallel::Communicator const& communicator, std::span<Shard const> shards,
               data::ShardPlan const& plan, eval::Backend backend = eval::Backend::automatic);

    /// Runs `body` on rank 0, which may call sums(), while the other ranks answer. Returns its
    /// value on rank 0 and a default one elsewhere. Collective; if `body` throws on rank 0, it
    /// throws there alone, and the other ranks return.
    template <class Body>
    std::invoke_result_t<Body&> drive(Body&& body);

    /// Sums over the first `shard_limit` shards. Only on rank 0, within drive().
    eval::NormalEquations sums(SumKind kind, expr::Tree const& tree,
                               std::uint32_t shard_limit = all_shards);

    /// ShardScorer::lowest_row() over the first `shard_limit` shards of all ranks; the same on any
    /// number of ranks. Only on rank 0, within drive().
    LowestRow lowest_row(expr::Tree const& tree, expr::Tree const& chooser,
                         std::uint32_t shard_limit = all_shards);

    data::ShardPlan const& plan() const { return plan_; }
    /// Evaluator::name() on this rank.
    std::string_view evaluator_name() const { return score_.evaluator_name(); }

private:
    void serve();
    void finish();

    parallel::Communicator const* communicator_;
    std::span<Shard const> shards_;
    data::ShardPlan plan_;
    ShardScorer score_;
};

template <class Body>
std::invoke_result_t<Body&> TeamScorer::drive(Body&& body) {
    using Result = std::invoke_result_t<Body&>;
    if (communicator_->rank() != 0) {
        serve();
        return Result();
    }
    std::optional<Result> result;
    try {
        result.emplace(body());
    } catch (...) {
        finish();
        throw;
    }
    finish();
    return *std::move(result);
}

}  // namespace balmer::scoring
