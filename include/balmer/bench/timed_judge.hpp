/// \file
/// A judge that measures its time and counts the rows it evaluates.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/evolve/judge.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace balmer::bench {

/// Calls of one kind. The rows of a fit count once for each pass.
struct JudgeTally {
    std::uint64_t call_count = 0;
    double seconds = 0;
    double rows = 0;
    double node_rows = 0;

    double rows_per_call() const {
        return call_count == 0 ? 0 : rows / static_cast<double>(call_count);
    }
};

/// Forwards everything to the judge it owns.
class TimedJudge final : public evolve::Judge {
public:
    explicit TimedJudge(std::unique_ptr<evolve::Judge> judge);

    double loss(expr::Tree const& tree, double limit) override;
    void fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) override;
    double baseline() const override { return judge_->baseline(); }
    std::size_t feature_count() const override { return judge_->feature_count(); }
    std::vector<double> feature_scales() const override { return judge_->feature_scales(); }
    evolve::WorkCounters const& work() const override { return judge_->work(); }

    JudgeTally const& losses() const { return losses_; }
    JudgeTally const& fits() const { return fits_; }

private:
    /// Counts a call for a tree of `node_count` nodes that began at `node_rows` of work.
    void add(JudgeTally& tally, std::size_t node_count, double node_rows,
             Stopwatch const& watch) const;

    std::unique_ptr<evolve::Judge> judge_;
    JudgeTally losses_;
    JudgeTally fits_;
};

}  // namespace balmer::bench
