/// \file
/// Settings of a run over many islands: time limits, intervals, and scoring of candidates.
#pragma once

#include "balmer/eval/evaluator.hpp"
#include "balmer/fit/levenberg_marquardt.hpp"

#include <cstddef>
#include <functional>

namespace balmer::islands {

/// Conditions that a candidate must meet to enter the hall of fame.
struct CandidateSettings {
    /// Largest number of waiting candidates. The least promising are dropped if there are more.
    std::size_t queue_size = 256;
    /// Number of candidates that are scored at the same time.
    std::size_t max_in_flight = 8;
    /// Number of forms of entries that are fitted at the same time, beside the candidates.
    std::size_t max_polish_in_flight = 4;
    /// A candidate is dropped before scoring if the loss on its own shard is above this times the
    /// best full loss at its complexity. Generous, because shards differ.
    double stale_factor = 1.5;
    /// A candidate is dropped before fitting if its full loss is above this times the best.
    double screen_factor = 1.05;
    /// A known structure is tried again only if its loss is below this times the known loss (a
    /// better local optimum), and at most `max_attempts` times.
    double retry_factor = 0.9;
    int max_attempts = 3;
    /// A fit that is the best so far but not at an optimum is continued at most this many times. If
    /// it is still not at one, it is dropped: every entry must pass the gradient test.
    int max_continuations = 20;
    fit::LevenbergMarquardtSettings fit;
};

struct RunSettings {
    /// Evaluator of this rank, for search and scoring. Must be available here.
    eval::Backend backend = eval::Backend::automatic;
    /// Evolution ends after this wall time [s]; 0: no limit.
    double max_seconds = 0;
    /// After evolution, waiting candidates are scored for at most this time [s].
    double finish_seconds = 20;
    /// The same if the run was asked to stop [s].
    double stop_finish_seconds = 2;
    /// A worker that is silent for this time causes a warning [s].
    double silence_seconds = 15;
    /// A rank that is silent for this time is lost [s]; 0: never. A lost worker ends the run with a
    /// checkpoint that has the last snapshots of its islands. If the coordinator is lost, workers
    /// throw RemoteError.
    double lost_seconds = 120;
    /// Time between two checkpoints [s]; 0: only at the end. Needs a store in the plan.
    double checkpoint_seconds = 0;
    /// Longest pause between a failed write and the next attempt [s].
    double checkpoint_retry_seconds = 30;
    /// Share of a worker's time for full-data scoring while its islands evolve, in (0, 1). In
    /// deterministic mode scoring comes first and is not limited.
    double scoring_share = 0.2;
    /// An island whose iteration takes longer than this sends its champions in between [s]. Not in
    /// deterministic mode.
    double harvest_seconds = 10;
    /// Time between two status messages of a worker, and between two calls of on_status [s].
    double status_seconds = 1.0;
    /// Shortest time between two calls of on_hall_of_fame [s]. The final state is always reported.
    double report_seconds = 0.25;
    /// Exchanges wait while the transport has this many parcels that are not yet taken.
    std::size_t unsent_limit = 1000;
    CandidateSettings candidates;
    /// Called about ten times a second on every rank: a signal, a STOP file. Empty: never stops.
    std::function<bool()> stop_requested;
};

/// Throws InputError with every invalid value: key, value, rule.
void check(RunSettings const& settings);

}  // namespace balmer::islands
