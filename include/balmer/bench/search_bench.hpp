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

struct SearchSettings {
    evolve::SearchSettings search;
    eval::Backend backend = eval::Backend::automatic;
    /// Wall time; the cycle in progress at its end is completed.
    double seconds = 20;
    /// Called between cycles with the fraction done; may be empty.
    std::function<void(double fraction)> progress = {};
};

struct SearchResult {
    /// Evaluator::name().
    std::string evaluator;
    std::size_t shard_rows = 0;
    double seconds = 0;
    std::uint32_t iterations = 0;
    /// Expressions whose loss was computed.
    JudgeTally losses;
    JudgeTally fits;
    /// Lowest mean squared error on the shard at the end.
    double best_loss = 0;

    double candidates_per_s() const;
    double fits_per_s() const;
    double node_rows_per_s() const;
    /// Share of the wall time spent in the judge, for evaluation and the linear algebra of fits.
    double judge_share() const;
};

/// Creates island 0 on `shard` and advances it. Its own champions replace the hall of fame, and
/// there are no migrants.
SearchResult measure_search(data::Table<double> const& shard, SearchSettings const& settings);

/// A table for readers, and JSON with the settings that matter.
std::string search_text(SearchResult const& result);
std::string search_json(SearchResult const& result, SearchSettings const& settings,
                        std::size_t event_count);

}  // namespace balmer::bench
