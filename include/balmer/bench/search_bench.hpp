/// \file
/// Measures how fast one island searches, and where its time is spent.
#pragma once

#include "balmer/bench/timed_judge.hpp"
#include "balmer/data/table.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/evolve/settings.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace balmer::bench {

struct SearchBenchSettings {
    evolve::SearchSettings search;
    eval::Backend backend = eval::Backend::automatic;
    /// Wall time; the current cycle still ends.
    double seconds = 20;
    /// Called between cycles with the fraction done; may be empty.
    std::function<void(double fraction)> progress = {};
};

struct SearchBenchResult {
    /// Evaluator::name().
    std::string evaluator;
    std::size_t shard_rows = 0;
    double seconds = 0;
    std::uint32_t iterations = 0;
    /// Expressions judged.
    JudgeTally losses;
    JudgeTally fits;
    /// Lowest mean squared error on the shard at the end.
    double best_loss = 0;

    double candidates_per_s() const;
    double fits_per_s() const;
    double node_rows_per_s() const;
    /// Shares of the wall time spent in the judge: evaluation, and the linear algebra of fits.
    double judge_share() const;
};

/// Creates island 0 on `shard` and advances it. Its own champions replace the hall of fame, and no
/// migrants come.
SearchBenchResult bench_search(data::Table<double> const& shard,
                               SearchBenchSettings const& settings);

/// A table for readers, and JSON with the settings that matter.
std::string search_bench_text(SearchBenchResult const& result);
std::string search_bench_json(SearchBenchResult const& result, SearchBenchSettings const& settings,
                              std::size_t event_count);

}  // namespace balmer::bench
