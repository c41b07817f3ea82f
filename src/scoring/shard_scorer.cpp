#include "balmer/scoring/shard_scorer.hpp"

#include "balmer/base/aligned.hpp"

#include <cstddef>

namespace balmer::scoring {
namespace {

/// The weights w² r² of all rows: with them, an evaluator's Jᵀ W J is the sum Σ w² r² J Jᵀ.
AlignedVector<double> robust_weights(eval::Evaluator<double>& evaluate, expr::Tree const& tree,
                                     data::Rows<double> const& rows, std::size_t row_count) {
    AlignedVector<double> weights(row_count);
    evaluate.values(tree, rows, weights);
    for (std::size_t i = 0; i < row_count; ++i) {
        double const weight = rows.weights == nullptr ? 1.0 : rows.weights[i];
        double const residual = weight * (weights[i] - rows.target[i]);
        weights[i] = residual * residual;
    }
    return weights;
}

}  // namespace

ShardScorer::ShardScorer(eval::Backend backend)
    : evaluate_(eval::make_evaluator<double>(backend)) {}

std::vector<ShardSums> ShardScorer::sums(SumKind kind, expr::Tree const& tree,
                                         std::span<Shard const> shards, std::uint32_t shard_limit) {
    std::vector<ShardSums> answer;
    answer.reserve(shards.size());
    for (auto const& [index, table] : shards) {
        if (index >= shard_limit) continue;
        answer.push_back({index, sums_over(kind, tree, table)});
        node_rows_ += static_cast<double>(tree.size()) * static_cast<double>(table.row_count());
    }
    return answer;
}

eval::NormalEquations ShardScorer::sums_over(SumKind kind, expr::Tree const& tree,
                                             data::Table<double> const& table) {
    eval::NormalEquations sums;
    auto rows = table.rows();
    switch (kind) {
        case SumKind::loss:
            sums.loss = evaluate_->loss(tree, rows);
            break;
        case SumKind::normal_equations:
            evaluate_->normal_equations(tree, rows, sums);
            break;
        case SumKind::robust_curvature: {
            auto const weights = robust_weights(*evaluate_, tree, rows, table.row_count());
            rows.weights = weights.data();
            evaluate_->normal_equations(tree, rows, sums);
            break;
        }
    }
    return sums;
}

}  // namespace balmer::scoring
