/// \file
/// What an island asks of its shard: the loss of an expression, and a fit of its constants.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

namespace balmer::evolve {

/// Work done, for rates and progress.
struct WorkCounters {
    /// Expressions judged, by loss or by fit.
    std::uint64_t evaluation_count = 0;
    /// Tree nodes × rows looked at; a pass for normal equations counts once.
    double node_rows = 0;
    std::uint64_t fit_count = 0;

    WorkCounters& operator+=(WorkCounters const& other);
    bool operator==(WorkCounters const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& evaluation_count& node_rows& fit_count;
    }
};

/// Judges expressions on one shard. One thread at a time.
class Judge {
public:
    virtual ~Judge() = default;

    /// Mean squared error on the shard; +infinity where it is not finite or above `limit`.
    virtual double loss(expr::Tree const& tree,
                        double limit = std::numeric_limits<double>::infinity()) = 0;

    /// Improves the constants by at most `max_evaluations` evaluations on the first `row_limit`
    /// rows (0: all). Never makes them worse on those rows.
    virtual void fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) = 0;

    /// Mean squared error of the constant function 1: the unit of `cost`.
    virtual double baseline() const = 0;

    virtual std::size_t feature_count() const = 0;

    virtual WorkCounters const& work() const = 0;
};

/// A judge over the rows of `table`, which it keeps, shuffled by a fixed random order keyed by
/// (seed, shard), so that the first rows are a fair sample of a sorted file.
std::unique_ptr<Judge> make_judge(data::Table<double> const& table, std::uint64_t seed,
                                  std::uint32_t shard, bool double_precision,
                                  eval::Backend backend = eval::Backend::automatic);

}  // namespace balmer::evolve
