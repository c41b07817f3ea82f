#include "balmer/evolve/judge.hpp"

#include "balmer/base/random.hpp"
#include "balmer/fit/levenberg_marquardt.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

namespace balmer::evolve {
namespace {

std::vector<std::size_t> shuffled_order(std::size_t count, RandomStream stream) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i) {
        std::swap(order[i - 1], order[stream.below(static_cast<std::uint32_t>(i))]);
    }
    return order;
}

template <class Scalar>
AlignedVector<Scalar> picked(std::span<double const> values,
                             std::vector<std::size_t> const& order) {
    AlignedVector<Scalar> result;
    if (values.empty()) return result;
    result.reserve(order.size());
    for (auto const row : order) result.push_back(static_cast<Scalar>(values[row]));
    return result;
}

template <class Scalar>
data::Table<Scalar> shuffled(data::Table<double> const& table, RandomStream stream) {
    auto const order = shuffled_order(table.row_count(), stream);
    std::vector<AlignedVector<Scalar>> features;
    for (std::size_t i = 0; i < table.feature_count(); ++i) {
        features.push_back(picked<Scalar>(table.feature(i), order));
    }
    return {std::move(features), picked<Scalar>(table.target(), order),
            picked<Scalar>(table.weights(), order)};
}

template <class Scalar>
class TableJudge final : public Judge {
public:
    TableJudge(data::Table<Scalar> table, eval::Backend backend)
        : table_(std::move(table)),
          rows_(table_.rows()),
          evaluator_(eval::make_evaluator<Scalar>(backend)) {
        // A finite limit can only be told from the weights' sum; the constant 1 gives it.
        auto const unit = evaluator_->loss(expr::constant_tree(1.0), rows_);
        weight_sum_ = unit.weight_sum;
        baseline_ = unit.mse();
    }

    double loss(expr::Tree const& tree, double limit) override {
        auto const sums = evaluator_->loss(tree, rows_, limit * weight_sum_);
        count_work(tree, sums.row_count);
        if (sums.row_count < rows_.row_count) return infinity;
        double const mse = sums.mse();
        return std::isfinite(mse) && mse <= limit ? mse : infinity;
    }

    void fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) override {
        if (tree.constants.empty() || max_evaluations < 2) return;
        auto rows = rows_;
        if (row_limit > 0) rows.row_count = std::min(rows.row_count, row_limit);
        ++work_.fit_count;
        fit::LevenbergMarquardt search(tree.constants, {.max_evaluations = max_evaluations,
                                                        .gradient_tolerance = search_tolerance});
        while (search.status() == fit::FitStatus::running) {
            auto const proposal = search.proposal();
            tree.constants.assign(proposal.begin(), proposal.end());
            evaluator_->normal_equations(tree, rows, sums_);
            work_.node_rows +=
                static_cast<double>(tree.size()) * static_cast<double>(rows.row_count);
            search.absorb(sums_);
        }
        tree.constants = search.constants();
    }

    double baseline() const override { return baseline_; }
    std::size_t feature_count() const override { return table_.feature_count(); }
    WorkCounters const& work() const override { return work_; }

private:
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    /// Far coarser than a hall-of-fame fit: the shard's own noise is larger.
    static constexpr double search_tolerance = 1e-4;

    void count_work(expr::Tree const& tree, std::uint64_t row_count) {
        ++work_.evaluation_count;
        work_.node_rows += static_cast<double>(tree.size()) * static_cast<double>(row_count);
    }

    data::Table<Scalar> table_;
    data::Rows<Scalar> rows_;
    std::unique_ptr<eval::Evaluator<Scalar>> evaluator_;
    eval::NormalEquations sums_;
    double weight_sum_ = 0;
    double baseline_ = 0;
    WorkCounters work_;
};

}  // namespace

WorkCounters& WorkCounters::operator+=(WorkCounters const& other) {
    evaluation_count += other.evaluation_count;
    node_rows += other.node_rows;
    fit_count += other.fit_count;
    return *this;
}

std::unique_ptr<Judge> make_judge(data::Table<double> const& table, std::uint64_t seed,
                                  std::uint32_t shard, bool double_precision,
                                  eval::Backend backend) {
    RandomStream const stream(seed, shard, 0, Purpose::shuffle_rows);
    if (double_precision) {
        return std::make_unique<TableJudge<double>>(shuffled<double>(table, stream), backend);
    }
    return std::make_unique<TableJudge<float>>(shuffled<float>(table, stream), backend);
}

}  // namespace balmer::evolve
