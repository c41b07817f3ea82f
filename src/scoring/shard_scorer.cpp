#include "balmer/scoring/shard_scorer.hpp"

#include "balmer/base/aligned.hpp"

#include <algorithm>
#include <cmath>
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
        case SumKind::of_values: {
            AlignedVector<double> const zeros(table.row_count(), 0.0);
            rows.target = zeros.data();
            rows.weights = nullptr;
            evaluate_->normal_equations(tree, rows, sums);
            break;
        }
        case SumKind::finite_rows: {
            AlignedVector<double> values(table.row_count());
            evaluate_->values(tree, rows, values);
            sums.loss.row_count = static_cast<std::uint64_t>(
                std::ranges::count_if(values, [](double x) { return std::isfinite(x); }));
            break;
        }
    }
    return sums;
}

LowestRow ShardScorer::lowest_row(expr::Tree const& tree, expr::Tree const& chooser,
                                  std::span<Shard const> shards, std::uint32_t shard_limit) {
    LowestRow best;
    data::Table<double> const* table_of_best = nullptr;
    AlignedVector<double> values;
    AlignedVector<double> choices;
    for (auto const& [index, table] : shards) {
        if (index >= shard_limit) continue;
        values.resize(table.row_count());
        choices.resize(table.row_count());
        evaluate_->values(tree, table.rows(), values);
        evaluate_->values(chooser, table.rows(), choices);
        for (std::size_t row = 0; row < table.row_count(); ++row) {
            double const size = std::abs(values[row]);
            if (std::isfinite(size)) best.largest_size = std::max(best.largest_size, size);
            bool const is_better =
                choices[row] < best.lowest || (choices[row] == best.lowest && index < best.shard);
            if (!is_better) continue;
            best.lowest = choices[row];
            best.shard = index;
            best.row = row;
            best.value = values[row];
            table_of_best = &table;
        }
    }
    if (table_of_best != nullptr) {
        best.gradient = gradient_at(tree, *table_of_best, best.row, best.value);
    }
    return best;
}

std::vector<double> ShardScorer::gradient_at(expr::Tree const& tree,
                                             data::Table<double> const& table, std::uint64_t row,
                                             double value) {
    std::vector<double const*> columns;
    for (std::size_t i = 0; i < table.feature_count(); ++i) {
        columns.push_back(&table.feature(i)[row]);
    }
    // Any target but the value itself: the sum is the derivative times the residual.
    double const target = value < 0 ? 1 : -1;
    eval::NormalEquations sums;
    evaluate_->normal_equations(tree, {columns, &target, nullptr, 1}, sums);
    for (auto& entry : sums.gradient) entry /= value - target;
    return sums.gradient;
}

}  // namespace balmer::scoring
