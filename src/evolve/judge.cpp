#include "balmer/evolve/judge.hpp"

#include "balmer/base/random.hpp"
#include "balmer/expr/hash.hpp"
#include "balmer/fit/levenberg_marquardt.hpp"

#include "evolve/race.hpp"
#include "evolve/row_order.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace balmer::evolve {
namespace {

/// Rows per block of a race, and the fraction of the shard that a race uses. Longer races and
/// smaller blocks reject more children, but for an accepted child these rows are evaluated twice.
constexpr std::size_t race_block_rows = 256;
constexpr std::size_t race_share = 32;

/// Number of block orders per island; the hash of a child selects one. A single unlucky order would
/// reject every good child of one kind again and again.
constexpr std::size_t race_order_count = 64;

/// Floors of row_sizes(): low to put heavy rows first, higher for fits, which also need the other
/// rows, even if the target has no tails.
constexpr double order_floor = 0.2;
constexpr double sample_floor = 1.0;

template <class Scalar, class Value>
AlignedVector<Scalar> picked(std::span<Value const> values, std::span<std::size_t const> order) {
    AlignedVector<Scalar> result;
    if (values.empty()) return result;
    result.reserve(order.size());
    for (auto const row : order) result.push_back(static_cast<Scalar>(values[row]));
    return result;
}

template <class Scalar, class Value>
std::vector<AlignedVector<Scalar>> picked_features(data::Table<Value> const& table,
                                                   std::span<std::size_t const> order) {
    std::vector<AlignedVector<Scalar>> features;
    for (std::size_t i = 0; i < table.feature_count(); ++i) {
        features.push_back(picked<Scalar>(table.feature(i), order));
    }
    return features;
}

template <class Scalar, class Value>
data::Table<Scalar> reordered(data::Table<Value> const& table, std::span<std::size_t const> order) {
    return {picked_features<Scalar>(table, order), picked<Scalar>(table.target(), order),
            picked<Scalar>(table.weights(), order)};
}

/// The rows of the sample; each weight is multiplied by that of the sample.
template <class Scalar>
data::Table<Scalar> sampled(data::Table<Scalar> const& table, Sample const& sample) {
    AlignedVector<Scalar> weights;
    for (std::size_t i = 0; i < sample.rows.size(); ++i) {
        double const own = table.weights().empty() ? 1.0 : double{table.weights()[sample.rows[i]]};
        weights.push_back(static_cast<Scalar>(own * sample.weights[i]));
    }
    return {picked_features<Scalar>(table, sample.rows),
            picked<Scalar>(table.target(), std::span(sample.rows)), std::move(weights)};
}

/// Consecutive rows of a table; owns the pointers that Rows views.
template <class Scalar>
class Slice {
public:
    Slice(data::Rows<Scalar> const& rows, std::size_t first, std::size_t row_count)
        : columns_(rows.features.begin(), rows.features.end()),
          target_(rows.target + first),
          weights_(rows.weights ? rows.weights + first : nullptr),
          row_count_(row_count) {
        for (auto& column : columns_) column += first;
    }
    data::Rows<Scalar> rows() const { return {columns_, target_, weights_, row_count_}; }

private:
    std::vector<Scalar const*> columns_;
    Scalar const* target_;
    Scalar const* weights_;
    std::size_t row_count_;
};

std::vector<double> root_mean_squares(data::Table<double> const& table) {
    std::vector<double> scales;
    for (std::size_t i = 0; i < table.feature_count(); ++i) {
        double sum = 0;
        for (double const x : table.feature(i)) sum += x * x;
        double const scale = std::sqrt(sum / static_cast<double>(table.row_count()));
        scales.push_back(std::isfinite(scale) && scale > 0 ? scale : 1.0);
    }
    return scales;
}

/// The order of the rows of a shard.
struct Layout {
    /// Each row once.
    std::vector<std::size_t> order;
    /// Size of each whole block of race_block_rows rows in this order.
    std::vector<double> block_sizes;
};

Layout lay_out(data::Table<double> const& table, Sampling sampling, RandomStream& stream) {
    if (sampling == Sampling::uniform) {
        auto order = shuffled_order(table.row_count(), stream);
        return {std::move(order), std::vector<double>(table.row_count() / race_block_rows, 1.0)};
    }
    auto const sizes = row_sizes(table, order_floor);
    auto order = falling_order(sizes, stream);
    auto blocks = block_sizes(sizes, order, race_block_rows);
    return {std::move(order), std::move(blocks)};
}

template <class Scalar>
class TableJudge final : public Judge {
public:
    /// Samples are drawn from `sample_stream`.
    TableJudge(data::Table<double> const& table, Layout const& layout,
               JudgeSettings const& settings, RandomStream const& sample_stream)
        : racing_(settings.racing),
          sample_stream_(sample_stream),
          table_(reordered<Scalar>(table, layout.order)),
          rows_(table_.rows()),
          feature_scales_(root_mean_squares(table)),
          evaluator_(eval::make_evaluator<Scalar>(settings.backend)) {
        // A finite limit needs the sum of the weights, which the constant 1 yields.
        auto const unit = evaluator_->loss(expr::constant_tree(1.0), rows_);
        weight_sum_ = unit.weight_sum;
        baseline_ = unit.mse();
        if (settings.racing.error > 0) prepare_races(layout.block_sizes);
    }

    double loss(expr::Tree const& tree, double limit) override {
        ++work_.evaluation_count;
        double const limit_sum = limit * weight_sum_;
        if (std::isfinite(limit_sum) && loses_race(tree, limit_sum)) return infinity;
        auto const sums = evaluator_->loss(tree, rows_, limit_sum);
        count_loss_rows(tree, sums.row_count);
        if (sums.row_count < rows_.row_count) return infinity;
        double const mse = sums.mse();
        return std::isfinite(mse) && mse <= limit ? mse : infinity;
    }

    void fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) override {
        if (tree.constants.empty() || max_evaluations < 2) return;
        auto const rows = fit_rows(row_limit);
        ++work_.fit_count;
        search_.restart(tree.constants, {.max_evaluations = max_evaluations,
                                         .gradient_tolerance = search_tolerance});
        while (search_.status() == fit::FitStatus::running) {
            auto const proposal = search_.proposal();
            tree.constants.assign(proposal.begin(), proposal.end());
            evaluator_->normal_equations(tree, rows, sums_);
            work_.fit_row_count += rows.row_count;
            count_node_rows(tree, rows.row_count);
            search_.absorb(sums_);
        }
        tree.constants = search_.constants();
    }

    double baseline() const override { return baseline_; }
    std::size_t feature_count() const override { return table_.feature_count(); }
    std::vector<double> feature_scales() const override { return feature_scales_; }
    WorkCounters const& work() const override { return work_; }

private:
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    /// Much coarser than a hall-of-fame fit, because the noise of the shard is larger.
    static constexpr double search_tolerance = 1e-4;

    void count_node_rows(expr::Tree const& tree, std::uint64_t row_count) {
        work_.node_rows += static_cast<double>(tree.size()) * static_cast<double>(row_count);
    }

    void count_loss_rows(expr::Tree const& tree, std::uint64_t row_count) {
        work_.loss_row_count += row_count;
        count_node_rows(tree, row_count);
    }

    /// Divides the rows into blocks and draws the orders of the races.
    void prepare_races(std::vector<double> block_sizes) {
        block_sizes_ = std::move(block_sizes);
        race_size_ = std::accumulate(block_sizes_.begin(), block_sizes_.end(), 0.0);
        for (std::size_t i = 0; i < block_sizes_.size(); ++i) {
            blocks_.emplace_back(rows_, i * race_block_rows, race_block_rows);
        }
        auto stream = sample_stream_;
        std::size_t const block_count = rows_.row_count / race_share / race_block_rows;
        for (std::size_t i = 0; i < race_order_count && block_count > 0; ++i) {
            race_orders_.push_back(draw_blocks(block_sizes_, block_count, stream));
        }
    }

    bool loses_race(expr::Tree const& tree, double limit_sum) {
        if (race_orders_.empty()) return false;
        Race race(limit_sum, race_size_, racing_.error);
        for (auto const block : race_orders_[expr::full_hash(tree) % race_orders_.size()]) {
            auto const sums = evaluator_->loss(tree, blocks_[block].rows());
            count_loss_rows(tree, sums.row_count);
            if (race.loses_after(sums.squared_error_sum, block_sizes_[block])) return true;
        }
        return false;
    }

    /// The rows of a fit on about `row_limit` rows.
    data::Rows<Scalar> fit_rows(std::size_t row_limit) {
        auto rows = rows_;
        if (row_limit == 0 || row_limit >= rows.row_count) return rows;
        if (racing_.sampling == Sampling::uniform) {
            rows.row_count = row_limit;
            return rows;
        }
        auto known = samples_.find(row_limit);
        if (known == samples_.end()) {
            auto stream = sample_stream_;
            auto const sample = draw_sample(row_sizes(table_, sample_floor), row_limit, stream);
            known = samples_.emplace(row_limit, sampled(table_, sample)).first;
        }
        return known->second.rows();
    }

    RacingSettings racing_;
    RandomStream sample_stream_;
    data::Table<Scalar> table_;
    data::Rows<Scalar> rows_;
    std::vector<double> feature_scales_;
    std::unique_ptr<eval::Evaluator<Scalar>> evaluator_;
    eval::NormalEquations sums_;
    fit::LevenbergMarquardt search_{{}};
    double weight_sum_ = 0;
    double baseline_ = 0;
    std::vector<Slice<Scalar>> blocks_;
    std::vector<double> block_sizes_;
    double race_size_ = 0;
    /// The blocks in the order of each race; empty without races.
    std::vector<std::vector<std::uint32_t>> race_orders_;
    /// The rows of fits, by their approximate number. Callers use few of these.
    std::map<std::size_t, data::Table<Scalar>> samples_;
    WorkCounters work_;
};

}  // namespace

WorkCounters& WorkCounters::operator+=(WorkCounters const& other) {
    evaluation_count += other.evaluation_count;
    node_rows += other.node_rows;
    fit_count += other.fit_count;
    loss_row_count += other.loss_row_count;
    fit_row_count += other.fit_row_count;
    return *this;
}

JudgeSettings judge_settings(SearchSettings const& search) {
    JudgeSettings settings;
    settings.seed = search.seed;
    settings.double_precision = search.double_precision;
    settings.racing = search.racing;
    return settings;
}

std::unique_ptr<Judge> make_judge(data::Table<double> const& table, JudgeSettings const& settings) {
    RandomStream stream(settings.seed, settings.shard, 0, Purpose::shuffle_rows);
    auto const layout = lay_out(table, settings.racing.sampling, stream);
    if (settings.double_precision) {
        return std::make_unique<TableJudge<double>>(table, layout, settings, stream);
    }
    return std::make_unique<TableJudge<float>>(table, layout, settings, stream);
}

}  // namespace balmer::evolve
