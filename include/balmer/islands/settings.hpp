/// \file
/// Settings of a run over many islands: how long, and how the islands' time is shared.
#pragma once

#include "balmer/eval/evaluator.hpp"
#include "balmer/fit/levenberg_marquardt.hpp"

#include <cstddef>
#include <functional>

namespace balmer::islands {

/// What a candidate must show on its way into the hall of fame.
struct CandidateSettings {
    /// Candidates that wait at most; the least promising beyond are dropped.
    std::size_t queue_size = 256;
    /// Candidates that are scored at the same time.
    std::size_t max_in_flight = 8;
    /// Dropped unread where the loss on its own shard is above this times the best full loss known
    /// by then at its complexity. Generous, since shards differ.
    double stale_factor = 1.5;
    /// Dropped before any fit where the full loss is above this times the best.
    double screen_factor = 1.05;
    /// A structure that is known comes again only with a loss below this times the known one (a
    /// better local optimum), and at most `max_attempts` times.
    double retry_factor = 0.9;
    int max_attempts = 3;
    /// Fits that are the best so far but not yet at an optimum go on, this many times at most.
    /// Those that are not at one then are dropped: every entry passes the gradient test.
    int max_continuations = 20;
    fit::LevenbergMarquardtSettings fit;
};

struct RunSettings {
    /// What evaluates on this rank, in search and scoring. Must be available here.
    eval::Backend backend = eval::Backend::automatic;
    /// Evolution ends after this wall time [s]; 0: no limit.
    double max_seconds = 0;
    /// When evolution has ended, waiting candidates are still scored for at most this time [s].
    double finish_seconds = 20;
    /// … and for this time at most where the run was asked to stop [s].
    double stop_finish_seconds = 2;
    /// A worker not heard of for this time is warned of [s].
    double silence_seconds = 15;
    /// A rank not heard of for this time is given up [s], 0: never. A lost worker ends the run with
    /// a checkpoint that has the last snapshots of its islands; without the coordinator workers end
    /// with RemoteError.
    double lost_seconds = 120;
    /// Between two checkpoints [s]; 0: only at the end. Needs a store in the plan.
    double checkpoint_seconds = 0;
    /// After a failed write the next try comes this much later at most [s].
    double checkpoint_retry_seconds = 30;
    /// Share of a worker's time that full-data scoring may take while its islands evolve, in (0,
    /// 1). In deterministic mode scoring comes first and has no bound.
    double scoring_share = 0.2;
    /// An island whose iteration takes longer than this offers its champions in between [s]. Not in
    /// deterministic mode.
    double harvest_seconds = 10;
    /// Between two status messages of a worker, and between two calls of on_status [s].
    double status_seconds = 1.0;
    /// Between two calls of on_hall_of_fame at least [s]; the newest state is always told at last.
    double report_seconds = 0.25;
    /// Exchanges are held back while the transport has this many parcels not yet taken.
    std::size_t unsent_limit = 1000;
    CandidateSettings candidates;
    /// Asked about ten times a second on every rank: a signal, a STOP file. Empty: never.
    std::function<bool()> stop_requested;
};

/// Throws InputError with every impossible value: key, value, rule.
void check(RunSettings const& settings);

}  // namespace balmer::islands
