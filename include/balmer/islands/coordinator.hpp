/// \file
/// The coordinator: passes migrants on, has champions scored, ends the run. Evaluates nothing.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/islands/candidate_pipeline.hpp"
#include "balmer/islands/checkpointer.hpp"
#include "balmer/islands/migration_pool.hpp"
#include "balmer/islands/observer_guard.hpp"
#include "balmer/islands/protocol.hpp"
#include "balmer/islands/run_record.hpp"
#include "balmer/islands/settings.hpp"
#include "balmer/islands/silence_watch.hpp"
#include "balmer/islands/status.hpp"
#include "balmer/islands/stop_watcher.hpp"
#include "balmer/parallel/mailbox.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace balmer::islands {

/// What a run has to do with checkpoints.
struct CheckpointPlan {
    /// Null: none are written. Must outlive the coordinator.
    checkpoint::Store* store = nullptr;
    /// The same in all of them.
    checkpoint::Header header;
    /// What the run goes on from; nothing for a new one.
    std::optional<checkpoint::Checkpoint> resume;
};

class Coordinator {
public:
    /// Workers are all other ranks of `mailbox`, island k on worker k mod W, which is rank
    /// 1 + k mod W. `mailbox` and `search` must outlive it; `observer` may be null.
    /// Throws DataError for a checkpoint that does not fit the search.
    Coordinator(parallel::Mailbox& mailbox, evolve::SearchSettings const& search,
                RunSettings const& run, RunObserver* observer, CheckpointPlan checkpoints = {});

    /// Reads all mail and sends what follows from it. Returns false when no mail was there.
    /// Throws RemoteError when a worker has failed.
    bool advance();

    /// Every worker said goodbye, or is not waited for any more, and the last checkpoint is
    /// written.
    bool done() const { return phase_ == Phase::closed; }

    /// Why evolution ended. Needs done().
    EndReason end_reason() const { return *end_reason_; }
    /// The best of all lives of the run.
    evolve::HallOfFame const& hall_of_fame() const { return found_; }
    RunStatus status() const;
    /// Workers that were silent for too long when the run was to end.
    std::vector<int> const& lost_ranks() const { return lost_ranks_; }
    /// Why the last checkpoint could not be written; empty where it was, or none was wanted.
    std::string const& checkpoint_problem() const { return checkpoints_.problem(); }

    /// Writes what there is, as well as it can: the run has failed.
    void save_at_once() noexcept;

private:
    struct IslandProgress {
        std::uint32_t iteration = 0;
        /// Its champions wait for an answer.
        bool exchange_owed = false;
        /// Deterministic: champions of the round that gathers.
        std::optional<std::vector<evolve::Member>> gathered;
    };
    struct WorkerProgress {
        WorkerStatus status;
        SilenceWatch silence;
        bool halted = false;
        bool left = false;
        bool lost = false;
        bool warned_of = false;
    };

    bool read_mail();
    void receive(int sender, Champions champions);
    void receive(int sender, ScoreAnswer answer);
    void receive(int sender, Report report);
    void receive(int sender, Snapshot snapshot);
    void receive(int sender, StopWanted);
    void receive(int sender, Halted halted);
    void receive(int sender, Goodbye goodbye);
    void receive(int sender, Failed failed);

    void resume(checkpoint::Checkpoint checkpoint);
    void restore(RunRecord record, std::vector<checkpoint::IslandArchive> islands);
    void send_starts();
    void keep_checkpoints();
    void take_cut();
    void save(checkpoint::Checkpoint checkpoint);
    void save_all();
    void save_what_is_new();
    void tell(checkpoint::SaveReport const& report);
    checkpoint::Checkpoint make_checkpoint() const;
    RunRecord record() const;
    void take_finds();

    void submit_gathered();
    void settle_round();
    void send_exchanges();
    void send_exchange(std::uint32_t island);
    void send_requests();
    std::optional<EndReason> reason_to_end();
    bool round_is_settled() const { return round_is_out_ && pipeline_.idle(); }
    bool loss_is_reached() const;
    void advance_phase();
    void halt(EndReason reason);
    void close();
    void send_pulse();
    void warn_of_silence();
    void give_up_the_lost();
    bool is_given_up(WorkerProgress const& worker) const;
    void leave_when_all_is_done();
    std::string name_of(std::size_t worker) const;
    bool has_finished(IslandProgress const& island) const;
    WorkerProgress& worker(int rank) { return workers_[static_cast<std::size_t>(rank - 1)]; }
    int host_of(std::uint32_t island) const;
    void send_to_all_workers(Message const& message);

    parallel::Mailbox& mailbox_;
    evolve::SearchSettings const& search_;
    RunSettings run_;
    ObserverGuard observer_;
    CandidatePipeline pipeline_;
    /// Deterministic: more than the pipeline's own where a former life went further than its last
    /// settled round.
    evolve::HallOfFame found_;
    std::uint64_t found_revision_ = 0;
    std::uint64_t taken_revision_ = 0;
    MigrationPool pool_;
    checkpoint::Header header_;
    Checkpointer checkpoints_;
    /// Deterministic: all as it was when the last round was settled.
    std::optional<checkpoint::Checkpoint> cut_;
    bool cut_is_taken_ = false;
    /// What the last save had.
    struct Standing {
        CandidateCounters candidates;
        std::uint64_t found_revision = 0;
        std::uint64_t cut_count = 0;
        bool operator==(Standing const&) const = default;
    };
    Standing standing() const { return {pipeline_.counters(), found_revision_, cut_count_}; }
    std::optional<Standing> saved_;
    bool save_is_wanted_ = false;
    evolve::HallOfFame saved_hall_of_fame_;
    std::uint64_t cut_count_ = 0;
    double earlier_s_ = 0;
    std::vector<IslandProgress> islands_;
    /// Index is rank - 1.
    std::vector<WorkerProgress> workers_;
    /// Deterministic: all champions of a round are in the pipeline.
    bool round_is_out_ = false;
    Phase phase_ = Phase::evolving;
    std::optional<EndReason> end_reason_;
    StopWatcher stop_;
    bool stop_wanted_ = false;
    Stopwatch elapsed_;
    Stopwatch since_pulse_;
    Stopwatch since_halt_;
    Stopwatch since_close_;
    std::vector<int> lost_ranks_;
    /// Whose turn it is to be answered first.
    std::uint32_t first_exchange_ = 0;
    std::uint64_t exchange_count_ = 0;
    std::uint64_t exchanges_superseded_ = 0;
};

}  // namespace balmer::islands
