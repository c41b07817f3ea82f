/// \file
/// Progress of a run: numbers of islands, workers and candidates.
#pragma once

#include "balmer/evolve/judge.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace balmer::islands {

struct IslandStatus {
    std::uint32_t island = 0;
    /// Iterations completed.
    std::uint32_t iteration = 0;
    /// Completed part of the present iteration, in [0, 1]. The temperature is 1 minus this.
    double cycle_fraction = 0;
    evolve::WorkCounters work;
    double evolving_s = 0;
    /// Champions of this island. Each was sent, was replaced by a better one of its complexity
    /// before it could be sent, or waits to be sent.
    std::uint64_t champions_harvested = 0;
    std::uint64_t champions_sent = 0;
    std::uint64_t champions_superseded = 0;
    std::uint64_t champions_waiting = 0;

    bool operator==(IslandStatus const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& island& iteration& cycle_fraction& work& evolving_s& champions_harvested&
            champions_sent& champions_superseded& champions_waiting;
    }
};

struct WorkerStatus {
    int rank = 0;
    /// Wall time since the worker started, and its use. The rest was spent on messages.
    double elapsed_s = 0;
    double evolving_s = 0;
    double scoring_s = 0;
    double idle_s = 0;
    std::uint64_t score_answer_count = 0;
    /// Tree nodes × rows of full-data scoring; a pass for normal equations counts once.
    double scored_node_rows = 0;
    /// Resident memory of the process; 0 if unknown.
    std::uint64_t memory_bytes = 0;
    std::vector<IslandStatus> islands;

    bool operator==(WorkerStatus const&) const = default;

    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& rank& elapsed_s& evolving_s& scoring_s& idle_s& score_answer_count&
            scored_node_rows& memory_bytes& islands;
    }
};

/// Outcomes of the champions that the coordinator received.
struct CandidateCounters {
    std::uint64_t received = 0;
    /// The structure is known already, and the champion is not better.
    std::uint64_t duplicates = 0;
    /// The loss on the own shard was too large when the champion's turn came.
    std::uint64_t dropped_stale = 0;
    /// The queue was full of more promising ones.
    std::uint64_t dropped_full = 0;
    /// The full loss with the constants of the shard was too far above the best.
    std::uint64_t dropped_screened = 0;
    /// The fit could no longer reach the best, or did not reach an optimum.
    std::uint64_t dropped_hopeless = 0;
    /// Sums were not finite.
    std::uint64_t failed = 0;
    std::uint64_t entered = 0;
    std::uint64_t not_better = 0;
    /// In the queue or being scored.
    std::uint64_t pending = 0;

    /// Whether every champion is accounted for.
    bool add_up() const {
        return received == duplicates + dropped_stale + dropped_full + dropped_screened +
                               dropped_hopeless + failed + entered + not_better + pending;
    }
    bool operator==(CandidateCounters const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& received& duplicates& dropped_stale& dropped_full& dropped_screened&
            dropped_hopeless& failed& entered& not_better& pending;
    }
};

/// How far the survey of all structures is.
struct SurveyStatus {
    /// Up to this complexity every structure was fitted; 0: none.
    std::uint32_t proven_complexity = 0;
    /// Structures of these complexities, and the wall time that they took.
    std::uint64_t structure_count = 0;
    double elapsed_s = 0;

    bool operator==(SurveyStatus const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& proven_complexity& structure_count& elapsed_s;
    }
};

/// What became of the forms of entries that were fitted in this session.
struct PolishCounters {
    std::uint64_t tried = 0;
    /// As good as the entry, at a smaller complexity.
    std::uint64_t smaller = 0;
    /// As good at the same complexity, with fewer constants to fit.
    std::uint64_t rounder = 0;
    /// Of both, those of entries with constants that the data do not fix.
    std::uint64_t without_flat_directions = 0;

    bool operator==(PolishCounters const&) const = default;
};

enum class EndReason : std::uint8_t {
    iterations_done,
    time_limit,
    stop_requested,
    loss_reached,
    /// A worker was silent for too long.
    rank_lost,
};

/// "all iterations done", "time limit", "stop requested", "loss reached", "rank lost".
std::string_view describe(EndReason reason);
/// For programs: "iterations_done", "time_limit", "stop_requested", "loss_reached", "rank_lost".
std::string_view name(EndReason reason);

enum class Phase : std::uint8_t { evolving, halting, finishing, closing, closed };

struct RunStatus {
    Phase phase = Phase::evolving;
    /// Wall time of this session, and of earlier sessions up to their last checkpoints.
    double elapsed_s = 0;
    /// From the end of evolution to that of the last fits [s]; 0 before.
    double finishing_s = 0;
    double earlier_s = 0;
    /// Number of this session; 1 for a run that was never resumed.
    std::uint32_t life = 1;
    /// The last report of each worker; `rank` is 0 before the first report.
    std::vector<WorkerStatus> workers;
    /// Time since the last message of each worker [workers.size()].
    std::vector<double> silent_s;
    CandidateCounters candidates;
    SurveyStatus survey;
    PolishCounters polish;
    /// Number of requested sums over all events.
    std::uint64_t score_request_count = 0;
    std::uint64_t exchange_count = 0;
    /// Exchanges that were replaced by a later one of the same island before they were sent.
    std::uint64_t exchanges_superseded = 0;
    std::uint64_t observer_failures = 0;
    /// In this session.
    std::uint64_t checkpoint_count = 0;
    std::uint64_t checkpoint_failures = 0;
    /// Grows with every entry of the hall of fame.
    std::uint64_t hall_of_fame_revision = 0;
    /// Weighted mean of target²: the loss of the expression 0. NaN until known.
    double target_mean_square = 0;
    /// Events that losses are means over; 0 until known.
    std::uint64_t row_count = 0;
    /// A relative gain of a loss up to this means nothing; 0 until known.
    double least_gain = 0;
};

/// Sums over all islands of all workers.
evolve::WorkCounters total_work(RunStatus const& status);
std::uint64_t total_iterations(RunStatus const& status);

}  // namespace balmer::islands
