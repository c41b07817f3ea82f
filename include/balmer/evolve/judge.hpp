/// \file
/// Evaluates expressions on the shard of an island: their loss, and fits of their constants.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace balmer::evolve {

/// Work done, for rates and progress.
struct WorkCounters {
    /// Expressions evaluated, by loss or by fit.
    std::uint64_t evaluation_count = 0;
    /// Tree nodes × rows evaluated; a pass for normal equations counts once.
    double node_rows = 0;
    std::uint64_t fit_count = 0;
    /// Rows evaluated for losses, and in all passes of fits.
    std::uint64_t loss_row_count = 0;
    std::uint64_t fit_row_count = 0;

    WorkCounters& operator+=(WorkCounters const& other);
    bool operator==(WorkCounters const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& evaluation_count& node_rows& fit_count& loss_row_count& fit_row_count;
    }
};

/// Evaluates expressions on one shard. Not thread-safe.
class Judge {
public:
    virtual ~Judge() = default;

    /// Mean squared error on the shard; +infinity if it is not finite or above `limit`. With a
    /// probability of at most RacingSettings::error, +infinity also for a loss within the limit.
    virtual double loss(expr::Tree const& tree,
                        double limit = std::numeric_limits<double>::infinity()) = 0;

    /// Improves the constants by at most `max_evaluations` evaluations on a sample of about
    /// `row_limit` rows (0: all). Never makes them worse on those rows.
    virtual void fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) = 0;

    /// Mean squared error of the constant function 1: the unit of `cost`.
    virtual double baseline() const = 0;

    virtual std::size_t feature_count() const = 0;

    /// Root mean square of each feature; 1 for one that is 0 on all rows.
    virtual std::vector<double> feature_scales() const = 0;

    virtual WorkCounters const& work() const = 0;
};

struct JudgeSettings {
    /// The orders of rows and the samples depend only on (seed, shard) and the data.
    std::uint64_t seed = 1;
    std::uint32_t shard = 0;
    bool double_precision = false;
    RacingSettings racing = {};
    eval::Backend backend = eval::Backend::automatic;
};

/// The judge settings of a search. The caller sets shard and backend.
JudgeSettings judge_settings(SearchSettings const& search);

/// A judge on the rows of `table`; it keeps a reordered copy of them.
std::unique_ptr<Judge> make_judge(data::Table<double> const& table, JudgeSettings const& settings);

}  // namespace balmer::evolve
