/// \file
/// The coordinator: passes migrants on, has champions scored, ends the run. Evaluates nothing.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/islands/candidate_pipeline.hpp"
#include "balmer/islands/migration_pool.hpp"
#include "balmer/islands/observer_guard.hpp"
#include "balmer/islands/protocol.hpp"
#include "balmer/islands/settings.hpp"
#include "balmer/islands/status.hpp"
#include "balmer/islands/stop_watcher.hpp"
#include "balmer/parallel/mailbox.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace balmer::islands {

class Coordinator {
public:
    /// Workers are all other ranks of `mailbox`, island k on worker k mod W, which is rank
    /// 1 + k mod W. `mailbox` and `search` must outlive it; `observer` may be null.
    Coordinator(parallel::Mailbox& mailbox, evolve::SearchSettings const& search,
                RunSettings const& run, RunObserver* observer);

    /// Reads all mail and sends what follows from it. Returns false when no mail was there.
    /// Throws RemoteError when a worker has failed.
    bool advance();

    /// Every worker said goodbye, or is not waited for any more.
    bool done() const { return phase_ == Phase::closed; }

    /// Why evolution ended. Needs done().
    EndReason end_reason() const { return *end_reason_; }
    evolve::HallOfFame const& hall_of_fame() const { return pipeline_.hall_of_fame(); }
    RunStatus status() const;
    /// Workers that were silent for too long when the run was to end.
    std::vector<int> const& lost_ranks() const { return lost_ranks_; }

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
        Stopwatch since_heard;
        bool halted = false;
        bool left = false;
        bool warned_of = false;
    };

    bool read_mail();
    void receive(int sender, Champions champions);
    void receive(int sender, ScoreAnswer answer);
    void receive(int sender, Report report);
    void receive(int sender, StopWanted);
    void receive(int sender, Halted halted);
    void receive(int sender, Goodbye goodbye);
    void receive(int sender, Failed failed);

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
    void warn_of_silence();
    void give_up_the_lost();
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
    MigrationPool pool_;
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
    Stopwatch since_halt_;
    Stopwatch since_close_;
    std::vector<int> lost_ranks_;
    /// Whose turn it is to be answered first.
    std::uint32_t first_exchange_ = 0;
    std::uint64_t exchange_count_ = 0;
    std::uint64_t exchanges_superseded_ = 0;
};

}  // namespace balmer::islands
