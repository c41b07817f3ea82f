/// \file
/// The coordinator: receives the messages of the workers and decides what follows from them.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/islands/settings.hpp"
#include "balmer/islands/status.hpp"
#include "balmer/parallel/mailbox.hpp"

#include "candidate_pipeline.hpp"
#include "census.hpp"
#include "checkpointer.hpp"
#include "ending.hpp"
#include "exchanges.hpp"
#include "island_archives.hpp"
#include "liveness.hpp"
#include "observer_guard.hpp"
#include "protocol.hpp"
#include "rounds.hpp"
#include "run_hall_of_fame.hpp"
#include "run_record.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace balmer::islands {

/// The checkpoints that a run writes and the one that it resumes from.
struct CheckpointPlan {
    /// Null: none are written. Must outlive the coordinator.
    checkpoint::Store* store = nullptr;
    /// The same in all of them.
    checkpoint::Header header;
    /// nullopt for a new run.
    std::optional<checkpoint::Checkpoint> resume;
};

/// Evaluates nothing and never blocks. Each part of its work is a class: candidates
/// (CandidatePipeline), exchanges (Exchanges), deterministic rounds (Rounds), checkpoints
/// (IslandArchives, Checkpointer), silent workers (Liveness) and the end of the run (Ending).
class Coordinator {
public:
    /// Workers are all other ranks of `mailbox`, island k on worker k mod W, which is rank
    /// 1 + k mod W. `mailbox` and `search` must outlive it; `observer` may be null.
    /// Throws DataError for a checkpoint that does not fit the search.
    Coordinator(parallel::Mailbox& mailbox, evolve::SearchSettings const& search,
                RunSettings const& run, RunObserver* observer, CheckpointPlan checkpoints = {});

    /// Reads all mail and sends what follows from it. Returns false if there was no mail. Throws
    /// RemoteError if a worker has failed.
    bool advance();

    /// Every worker has left or is lost, and the last checkpoint is written.
    bool done() const { return ending_.phase() == Phase::closed; }

    /// Why evolution ended. Needs done().
    EndReason end_reason() const { return *ending_.reason(); }
    /// The best of all sessions of the run.
    evolve::HallOfFame const& hall_of_fame() const { return found_.hall_of_fame(); }
    RunStatus status() const;
    /// Workers that were silent for too long, for which the run did not wait.
    std::vector<int> const& lost_ranks() const { return liveness_.lost_ranks(); }
    /// Why the last checkpoint could not be written; empty if it was, or none was wanted.
    std::string const& checkpoint_problem() const { return checkpointer_.problem(); }

    /// Writes a last checkpoint, if that is possible, after the run has failed.
    void save_at_once() noexcept;

private:
    bool read_mail();
    void receive(int sender, Champions champions);
    void receive(int sender, ScoreAnswer answer);
    void receive(int sender, Report report);
    void receive(int sender, Snapshot snapshot);
    void receive(int sender, SurveyAnswer answer);
    void receive(int sender, StopWanted);
    void receive(int sender, Halted halted);
    void receive(int sender, Goodbye goodbye);
    void receive(int sender, Failed failed);
    void expect_host(char const* what, std::uint32_t island, int sender) const;

    void resume(checkpoint::Checkpoint checkpoint);
    void restore(RunRecord record, std::vector<checkpoint::IslandArchive> islands);
    RunRecord record() const;
    checkpoint::Checkpoint make_checkpoint() const;
    RunVersion version() const;
    void keep_checkpoints();
    void save();
    void report(checkpoint::SaveReport const& ended);

    void send_starts();
    void send_requests();
    void advance_round();
    void advance_census();
    expr::Tree best_formula() const;
    void begin_evolution();
    void polish();
    /// No candidate waits, and the front is polished.
    bool has_scored_all() const { return pipeline_.idle() && pipeline_.is_polished(); }
    void send_exchanges();
    void send_to_all_workers(Message const& message);

    std::optional<EndReason> reason_to_end();
    bool loss_is_reached() const;
    void advance_phase();
    void halt(EndReason reason);
    void finish();
    void close();
    void watch_workers();
    void end_when_all_have_left();

    parallel::Mailbox& mailbox_;
    evolve::SearchSettings const& search_;
    RunSettings run_;
    ObserverGuard observer_;
    CandidatePipeline pipeline_;
    RunHallOfFame found_;
    Exchanges exchanges_;
    Rounds rounds_;
    Census census_;
    /// Or there is no census that it waits for.
    bool evolution_has_begun_;
    checkpoint::Header header_;
    IslandArchives archives_;
    Checkpointer checkpointer_;
    Liveness liveness_;
    Ending ending_;
    /// As last reported. Index is rank - 1.
    std::vector<WorkerStatus> workers_;
    /// Wall time of earlier sessions [s].
    double earlier_s_ = 0;
    /// Spent on finding forms of entries in this session [s].
    double polish_s_ = 0;
    /// From the end of evolution to that of the last fits [s]; 0 before.
    double finishing_s_ = 0;
};

}  // namespace balmer::islands
