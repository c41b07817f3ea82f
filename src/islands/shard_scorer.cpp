#include "balmer/islands/shard_scorer.hpp"

#include <utility>

namespace balmer::islands {

ShardScorer::ShardScorer(std::vector<Shard> shards, eval::Backend backend)
    : shards_(std::move(shards)), evaluate_(eval::make_evaluator<double>(backend)) {}

ScoreAnswer ShardScorer::score(ScoreRequest const& request) {
    ScoreAnswer answer{.id = request.id, .shards = {}};
    answer.shards.reserve(shards_.size());
    for (auto const& [index, table] : shards_) {
        auto& sums = answer.shards.emplace_back(ShardSums{.shard = index, .sums = {}}).sums;
        if (request.kind == ScoreKind::loss) {
            sums.loss = evaluate_->loss(request.tree, table.rows());
        } else {
            evaluate_->normal_equations(request.tree, table.rows(), sums);
        }
        node_rows_ +=
            static_cast<double>(request.tree.size()) * static_cast<double>(table.row_count());
    }
    return answer;
}

}  // namespace balmer::islands
