/// \file
/// A judge that keeps account of its time and of the rows it looks at.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/evolve/judge.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace balmer::bench {

/// Calls of one kind. Rows of a fit count once in each of its passes.
struct JudgeTally {
    std::uint64_t call_count = 0;
    double seconds = 0;
    double rows = 0;
    double node_rows = 0;

    double rows_per_call() const {
        return call_count == 0 ? 0 : rows / static_cast<double>(call_count);
    }
};

/// Passes everything on to the judge it owns.
class TimedJudge final : public evolve::Judge {
public:
    explicit TimedJudge(std::unique_ptr<evolve::Judge> judge);

    double loss(expr::Tree const& tree, double limit) override;
    void fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) override;
    double baseline() const override { return judge_->baseline(); }
    std::size_t feature_count() const override { return judge_->feature_count(); }
    evolve::WorkCounters const& work() const override { return judge_->work(); }

    JudgeTally const& losses() const { return losses_; }
    JudgeTally const& fits() const { return fits_; }

private:
    /// Adds a call for a tree of `node_count` nodes that began at `node_rows` of work.
    void add(JudgeTally& tally, std::size_t node_count, double node_rows,
             Stopwatch const& watch) const;

    std::unique_ptr<evolve::Judge> judge_;
    JudgeTally losses_;
    JudgeTally fits_;
};

}  // namespace balmer::bench
