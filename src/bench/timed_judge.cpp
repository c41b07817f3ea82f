#include "balmer/bench/timed_judge.hpp"

#include <utility>

namespace balmer::bench {

TimedJudge::TimedJudge(std::unique_ptr<evolve::Judge> judge) : judge_(std::move(judge)) {}

double TimedJudge::loss(expr::Tree const& tree, double limit) {
    double const before = judge_->work().node_rows;
    Stopwatch const watch;
    double const loss = judge_->loss(tree, limit);
    add(losses_, tree.size(), before, watch);
    return loss;
}

void TimedJudge::fit(expr::Tree& tree, int max_evaluations, std::size_t row_limit) {
    auto const fits_before = judge_->work().fit_count;
    double const before = judge_->work().node_rows;
    Stopwatch const watch;
    judge_->fit(tree, max_evaluations, row_limit);
    // A tree without constants needs no fit: the judge returns immediately.
    if (judge_->work().fit_count > fits_before) add(fits_, tree.size(), before, watch);
}

void TimedJudge::add(JudgeTally& tally, std::size_t node_count, double node_rows,
                     Stopwatch const& watch) const {
    double const done = judge_->work().node_rows - node_rows;
    ++tally.call_count;
    tally.seconds += watch.elapsed_s();
    tally.node_rows += done;
    tally.rows += done / static_cast<double>(node_count);
}

}  // namespace balmer::bench
