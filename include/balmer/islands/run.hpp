/// \file
/// A search over many islands: every rank calls run_islands().
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/checkpoint/store.hpp"
#include "balmer/data/table.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/islands/judge_factory.hpp"
#include "balmer/islands/observer.hpp"
#include "balmer/islands/settings.hpp"
#include "balmer/islands/status.hpp"
#include "balmer/parallel/mailbox.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace balmer::islands {

/// Reads shards of the data in the given order. There is one shard for each island.
using ShardLoader =
    std::function<std::vector<data::Table<double>>(std::vector<std::size_t> const& shards)>;

struct RunPlan {
    evolve::SearchSettings search;
    RunSettings run;
    /// Called once on every rank that hosts islands, for the shards of these islands.
    ShardLoader load_shards;
    /// The rows that an island evolves on; empty: its shard. Called before load_shards, once for
    /// each island of the rank, and the rows are dropped when the island has its judge.
    std::function<data::Table<double>(std::size_t island)> load_sample;
    /// Called on rank 0 only; may be null.
    RunObserver* observer = nullptr;
    /// On rank 0: writes the checkpoints (null: none are written; must outlive the run), and their
    /// common header.
    checkpoint::Store* store = nullptr;
    checkpoint::Header header;
    /// On rank 0: the checkpoint to resume from; nullopt for a new run. It must have the islands of
    /// `search` and a hall of fame that fits the data.
    std::optional<checkpoint::Checkpoint> resume;
    /// Empty: evolve::make_judge with the seed and precision of `search` and the backend of `run`.
    JudgeFactory make_judge;
};

struct RunResult {
    EndReason end_reason = EndReason::iterations_done;
    /// On rank 0; empty elsewhere.
    evolve::HallOfFame hall_of_fame;
    /// On rank 0; empty elsewhere.
    RunStatus status;
    /// On rank 0: ranks that do not answer. They will not call MPI_Finalize, so only MPI_Abort ends
    /// the job. Empty after a regular run.
    std::vector<int> lost_ranks;
    /// On rank 0 with a store: why the last checkpoint could not be written; empty if it was.
    std::string checkpoint_problem;
};

/// Runs the search to its end: rank 0 coordinates, ranks 1 to n-1 work; with one rank it does both.
///
/// Returns on every rank with the same end reason. The plan must be the same on every rank, except
/// for `observer`, `store`, `header`, `resume`, `stop_requested` and `backend`. Throws InputError
/// for invalid settings, and passes on exceptions of loading and evolution; the other ranks then
/// throw parallel::RemoteError with the same message and fault.
RunResult run_islands(parallel::Mailbox& mailbox, RunPlan const& plan);

}  // namespace balmer::islands
