/// \file
/// A whole search over many islands: every rank calls run_islands().
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

/// Reads shards of the data, in the order asked for. There are as many as islands.
using ShardLoader =
    std::function<std::vector<data::Table<double>>(std::vector<std::size_t> const& shards)>;

struct RunPlan {
    evolve::SearchSettings search;
    RunSettings run;
    /// Called once on every rank that hosts islands, for their shards only.
    ShardLoader load_shards;
    /// Told on rank 0 only; may be null.
    RunObserver* observer = nullptr;
    /// On rank 0: where checkpoints go (null: none are written; must outlive the run), and what is
    /// the same in all of them.
    checkpoint::Store* store = nullptr;
    checkpoint::Header header;
    /// On rank 0: what the run goes on from; nothing for a new one. Its islands are those of
    /// `search`, its hall of fame fits the data.
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
    /// Ranks that were no longer waited for, on rank 0: they will not come to MPI_Finalize, so that
    /// only MPI_Abort ends the job. Empty after a run in order.
    std::vector<int> lost_ranks;
    /// On rank 0 with a store: why the last checkpoint could not be written; empty where it was.
    std::string checkpoint_problem;
};

/// Runs the search to its end: rank 0 coordinates, ranks 1 to n-1 work; with one rank it does both.
///
/// Returns on every rank, with the same end reason. Needs the same plan on every rank, but for
/// `observer`, `store`, `header`, `resume`, `stop_requested` and `backend`. Throws InputError for
/// impossible settings, and whatever loading or evolution throws; the other ranks then get
/// parallel::RemoteError with its message and fault.
RunResult run_islands(parallel::Mailbox& mailbox, RunPlan const& plan);

}  // namespace balmer::islands
