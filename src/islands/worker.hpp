/// \file
/// A worker: evolves its islands and computes sums over their shards, without ever waiting.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/evolve/island.hpp"
#include "balmer/evolve/judge.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/islands/hosting.hpp"
#include "balmer/islands/judge_factory.hpp"
#include "balmer/islands/settings.hpp"
#include "balmer/islands/status.hpp"
#include "balmer/parallel/mailbox.hpp"
#include "balmer/scoring/shard_scorer.hpp"

#include "island_record.hpp"
#include "protocol.hpp"
#include "scoring_budget.hpp"
#include "silence_watch.hpp"
#include "stop_watcher.hpp"
#include "surveying.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace balmer::islands {

class Worker {
public:
    /// Hosts one island for each shard: island k on shard k. `mailbox` and `search` must outlive
    /// it.
    Worker(parallel::Mailbox& mailbox, evolve::SearchSettings const& search, RunSettings const& run,
           std::vector<scoring::Shard> shards, JudgeFactory const& make_judge);

    /// Reads all mail and, after the start message, does one slice of work: it answers a request,
    /// or runs one cycle of an island. Among the islands that may continue it chooses the one with
    /// the least time so far, so that a slow island does not delay the others. Returns false if
    /// there was nothing to do. Throws parallel::RemoteError if the coordinator has failed or is
    /// silent for too long.
    bool advance();

    /// The coordinator has asked the worker to leave, and goodbye is sent.
    bool done() const { return end_reason_.has_value(); }
    /// Why the run ended. Needs done().
    EndReason end_reason() const { return *end_reason_; }

    WorkerStatus status() const;

private:
    /// The saved record and what is not saved. `work` in the record is that of earlier sessions.
    struct HostedIsland : IslandRecord {
        std::unique_ptr<evolve::Judge> judge;
        double evolving_s_at_harvest = 0;
    };

    bool read_mail();
    void receive(Start start);
    void receive(Exchange exchange);
    void receive(ScoreRequest request) { requests_.push_back(std::move(request)); }
    void receive(SnapshotRequest);
    void receive(SurveyRequest request) { surveying_.add(request); }
    void receive(BeginEvolution begin);
    void receive(Pulse) {}
    void receive(StopEvolution);
    void receive(Quit quit);
    void receive(Failed failed);

    bool serve_request();
    bool survey_slice();
    bool evolve_slice();
    HostedIsland* next_island();
    bool has_finished(HostedIsland const& island) const;
    bool may_go_on(HostedIsland const& island) const;
    void advance_island(HostedIsland& island);
    void end_iteration(HostedIsland& island);
    /// Whether it has done work since its last iteration ended or since it was created.
    bool holds_unharvested_work(HostedIsland const& island) const;
    bool early_harvest_is_due(HostedIsland const& island) const;
    /// Gathers champions of an iteration that is not complete.
    void harvest_early(HostedIsland& island);
    void keep(HostedIsland& island, evolve::Harvest harvest);
    Champions take_champions(HostedIsland& island);
    void send_champions(HostedIsland& island);
    evolve::WorkCounters work_of(HostedIsland const& island) const;
    void send_snapshot(HostedIsland const& island);
    void expect_the_coordinator();
    void pass_on_stop_request();
    void report_when_due();
    void send(Message const& message);

    parallel::Mailbox& mailbox_;
    evolve::SearchSettings const& search_;
    RunSettings run_;
    std::vector<scoring::Shard> shards_;
    scoring::ShardScorer score_;
    std::vector<HostedIsland> islands_;
    evolve::Workspace workspace_;
    Surveying surveying_;
    /// The islands wait for the end of the survey.
    bool surveys_first_ = false;
    /// New islands begin with these.
    std::vector<expr::Tree> founders_;
    std::deque<ScoreRequest> requests_;
    ScoringBudget budget_;
    ScoringBudget survey_budget_;
    StopWatcher stop_;
    bool stop_told_ = false;
    /// Set by the first message of the coordinator.
    bool is_started_ = false;
    bool keeps_checkpoints_ = false;
    SilenceWatch coordinator_silence_;
    bool halted_ = false;
    std::optional<EndReason> end_reason_;
    Stopwatch elapsed_;
    Stopwatch since_report_;
    std::optional<Stopwatch> since_idle_;
    double evolving_s_ = 0;
    double scoring_s_ = 0;
    double idle_s_ = 0;
    std::uint64_t score_answer_count_ = 0;
};

}  // namespace balmer::islands
