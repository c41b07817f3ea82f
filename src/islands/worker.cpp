#include "worker.hpp"

#include "resident_memory.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace balmer::islands {

Worker::Worker(parallel::Mailbox& mailbox, evolve::SearchSettings const& search,
               RunSettings const& run, std::vector<scoring::Shard> shards,
               JudgeFactory const& make_judge)
    : mailbox_(mailbox),
      search_(search),
      run_(run),
      shards_(std::move(shards)),
      score_(run.backend),
      surveying_(search),
      budget_(run.scoring_share),
      survey_budget_(survey_share, 0),
      stop_(run.stop_requested) {
    for (auto const& shard : shards_) {
        auto& island = islands_.emplace_back();
        island.state.island = shard.index;
        island.outgoing.island = shard.index;
        island.judge = make_judge(shard.table, shard.index);
    }
}

bool Worker::advance() {
    coordinator_silence_.tick();
    if (since_idle_) idle_s_ += since_idle_->elapsed_s();
    since_idle_.reset();
    bool worked = read_mail();
    if (done()) return worked;
    expect_the_coordinator();
    pass_on_stop_request();
    if (!is_started_) return worked;
    worked = serve_request() || worked;
    worked = survey_slice() || worked;
    worked = evolve_slice() || worked;
    report_when_due();
    if (!worked) since_idle_.emplace();
    return worked;
}

bool Worker::read_mail() {
    bool read = false;
    while (!done()) {
        auto const parcel = mailbox_.receive();
        if (!parcel) break;
        read = true;
        coordinator_silence_.heard();
        std::visit(
            [&](auto&& content) {
                if constexpr (requires { receive(std::move(content)); }) {
                    receive(std::move(content));
                } else {
                    throw ProtocolError("a worker got a '" +
                                        std::string(kind_name(Message(content))) +
                                        "' message from rank " + std::to_string(parcel->sender) +
                                        " (only the coordinator accepts it)");
                }
            },
            decode(*parcel));
    }
    return read;
}

void Worker::receive(Start start) {
    is_started_ = true;
    keeps_checkpoints_ = start.keeps_checkpoints;
    surveys_first_ = start.surveys_first;
    for (auto const& archive : start.islands) {
        auto const island = std::ranges::find(
            islands_, archive.island, [](auto const& hosted) { return hosted.state.island; });
        if (island == islands_.end()) {
            throw ProtocolError("start of island " + std::to_string(archive.island) +
                                " (hosted elsewhere)");
        }
        static_cast<IslandRecord&>(*island) = unpack(archive);
        island->evolving_s_at_harvest = island->evolving_s;
    }
    // Reported at once, so that totals do not decrease after a restart.
    send(Report{status()});
}

void Worker::receive(BeginEvolution begin) {
    surveys_first_ = false;
    founders_ = std::move(begin.front);
}

void Worker::receive(SnapshotRequest) {
    for (auto const& island : islands_) send_snapshot(island);
}

void Worker::receive(Exchange exchange) {
    auto const island = std::ranges::find(islands_, exchange.island,
                                          [](auto const& hosted) { return hosted.state.island; });
    if (island == islands_.end()) {
        throw ProtocolError("exchange for island " + std::to_string(exchange.island) +
                            " (hosted elsewhere)");
    }
    island->immigrants = std::move(exchange.immigrants);
    island->fresh = true;
    island->awaits_exchange = false;
}

void Worker::receive(StopEvolution) {
    halted_ = true;
    surveying_.stop();
    // Deterministic islands send only at the end of iterations; an incomplete one is repeated.
    if (!search_.deterministic) {
        for (auto& island : islands_) {
            if (holds_unharvested_work(island)) harvest_early(island);
            if (!island.outgoing.champions.empty()) send_champions(island);
            if (keeps_checkpoints_) send_snapshot(island);
        }
    }
    send(Halted{status()});
}

void Worker::receive(Quit quit) {
    send(Goodbye{status()});
    end_reason_ = quit.reason;
}

void Worker::receive(Failed failed) {
    throw parallel::RemoteError(coordinator_rank, failed.message, failed.fault);
}

bool Worker::serve_request() {
    if (requests_.empty()) return false;
    bool const has_time =
        search_.deterministic || budget_.allows_scoring() || next_island() == nullptr;
    if (!has_time) return false;
    Stopwatch const watch;
    auto const& request = requests_.front();
    send(ScoreAnswer{request.id, score_.sums(request.kind, request.tree, shards_)});
    requests_.pop_front();
    ++score_answer_count_;
    double const seconds = watch.elapsed_s();
    scoring_s_ += seconds;
    budget_.scored(seconds);
    return true;
}

bool Worker::survey_slice() {
    if (surveying_.idle()) return false;
    bool const has_time =
        surveys_first_ || survey_budget_.allows_scoring() || next_island() == nullptr;
    if (!has_time) return false;
    auto const island = std::ranges::find(islands_, surveying_.island(),
                                          [](auto const& hosted) { return hosted.state.island; });
    if (island == islands_.end()) {
        throw ProtocolError("survey on island " + std::to_string(surveying_.island()) +
                            " (hosted elsewhere)");
    }
    Stopwatch const watch;
    auto const answer = surveying_.advance(*island->judge);
    double const seconds = watch.elapsed_s();
    evolving_s_ += seconds;
    if (!surveys_first_) survey_budget_.scored(seconds);
    if (answer) send(*answer);
    return true;
}

bool Worker::evolve_slice() {
    auto* const island = next_island();
    if (island == nullptr) return false;
    Stopwatch const watch;
    advance_island(*island);
    double const seconds = watch.elapsed_s();
    island->evolving_s += seconds;
    evolving_s_ += seconds;
    budget_.evolved(seconds);
    survey_budget_.evolved(seconds);
    return true;
}

Worker::HostedIsland* Worker::next_island() {
    HostedIsland* next = nullptr;
    for (auto& island : islands_) {
        if (!may_go_on(island)) continue;
        if (next == nullptr || island.evolving_s < next->evolving_s) next = &island;
    }
    return next;
}

bool Worker::has_finished(HostedIsland const& island) const {
    return island.state.iteration >= search_.iterations;
}

bool Worker::may_go_on(HostedIsland const& island) const {
    if (halted_ || surveys_first_ || has_finished(island)) return false;
    return !(search_.deterministic && island.awaits_exchange);
}

void Worker::advance_island(HostedIsland& island) {
    if (island.state.population.empty()) {
        island.state =
            evolve::create_island(island.state.island, search_, *island.judge, founders_);
        return;
    }
    if (island.fresh && island.state.cycle == 0) {
        evolve::mix_in(island.state, search_, *island.judge, island.immigrants);
        island.fresh = false;
    }
    evolve::advance_cycle(island.state, search_, *island.judge, workspace_);
    if (evolve::iteration_is_due(island.state, search_)) {
        end_iteration(island);
    } else if (early_harvest_is_due(island)) {
        harvest_early(island);
        send_champions(island);
    }
}

bool Worker::holds_unharvested_work(HostedIsland const& island) const {
    auto const& state = island.state;
    bool const is_new = state.iteration == 0 && !state.population.empty();
    return state.cycle > 0 || is_new;
}

bool Worker::early_harvest_is_due(HostedIsland const& island) const {
    // Deterministic islands exchange only at the end of iterations.
    return !search_.deterministic && !island.awaits_exchange &&
           island.evolving_s - island.evolving_s_at_harvest >= run_.harvest_seconds;
}

void Worker::harvest_early(HostedIsland& island) {
    keep(island,
         evolve::harvest(island.state, search_, *island.judge, island.immigrants.hall_of_fame));
}

void Worker::end_iteration(HostedIsland& island) {
    keep(island, evolve::finish_iteration(island.state, search_, *island.judge,
                                          island.immigrants.hall_of_fame));
    // The last champions do not wait for an answer, because nothing follows.
    if (island.awaits_exchange && !has_finished(island)) return;
    auto const champions = take_champions(island);
    // Before the champions, so that every snapshot has arrived when the round is settled.
    if (search_.deterministic && keeps_checkpoints_) send_snapshot(island);
    send(champions);
}

void Worker::keep(HostedIsland& island, evolve::Harvest harvest) {
    island.evolving_s_at_harvest = island.evolving_s;
    auto& kept = island.outgoing.champions;
    for (auto& champion : harvest.champions) {
        ++island.champions_harvested;
        auto const rival =
            std::ranges::find(kept, champion.complexity, &evolve::Member::complexity);
        if (rival == kept.end()) {
            kept.push_back(std::move(champion));
            continue;
        }
        ++island.champions_superseded;
        if (champion.loss < rival->loss) *rival = std::move(champion);
    }
    island.outgoing.migrants.clear();
    for (auto& migrant : harvest.migrants) {
        island.outgoing.migrants.push_back(std::move(migrant.tree));
    }
    island.outgoing.iteration = island.state.iteration;
}

Champions Worker::take_champions(HostedIsland& island) {
    island.champions_sent += island.outgoing.champions.size();
    std::ranges::sort(island.outgoing.champions, {}, &evolve::Member::complexity);
    auto champions = island.outgoing;
    island.outgoing.champions.clear();
    island.awaits_exchange = true;
    return champions;
}

void Worker::send_champions(HostedIsland& island) { send(take_champions(island)); }

evolve::WorkCounters Worker::work_of(HostedIsland const& island) const {
    auto work = island.work;
    return work += island.judge->work();
}

void Worker::send_snapshot(HostedIsland const& island) {
    IslandRecord record = island;
    record.work = work_of(island);
    send(Snapshot{pack(record)});
}

/// Ends a worker whose coordinator is gone.
void Worker::expect_the_coordinator() {
    double const silent_s = coordinator_silence_.silent_s();
    if (run_.lost_seconds <= 0 || silent_s < run_.lost_seconds) return;
    throw parallel::RemoteError(coordinator_rank,
                                "the coordinator (rank 0) has been silent for " +
                                    std::to_string(std::lround(silent_s)) +
                                    " s. Is its process stopped, or its node or the network down? "
                                    "The run directory has the "
                                    "last checkpoint: run the same command again to resume",
                                parallel::Fault::other);
}

void Worker::pass_on_stop_request() {
    if (stop_told_ || !stop_.wants_stop()) return;
    stop_told_ = true;
    send(StopWanted{});
}

void Worker::report_when_due() {
    if (since_report_.elapsed_s() < run_.status_seconds) return;
    since_report_.restart();
    send(Report{status()});
}

void Worker::send(Message const& message) { mailbox_.send(coordinator_rank, encode(message)); }

WorkerStatus Worker::status() const {
    WorkerStatus status{.rank = mailbox_.rank(),
                        .elapsed_s = elapsed_.elapsed_s(),
                        .evolving_s = evolving_s_,
                        .scoring_s = scoring_s_,
                        .idle_s = idle_s_,
                        .score_answer_count = score_answer_count_,
                        .scored_node_rows = score_.node_rows(),
                        .memory_bytes = resident_memory_bytes(),
                        .islands = {}};
    for (auto const& island : islands_) {
        status.islands.push_back(
            {.island = island.state.island,
             .iteration = island.state.iteration,
             .cycle_fraction = static_cast<double>(island.state.cycle) /
                               static_cast<double>(search_.cycles_per_iteration),
             .work = work_of(island),
             .evolving_s = island.evolving_s,
             .champions_harvested = island.champions_harvested,
             .champions_sent = island.champions_sent,
             .champions_superseded = island.champions_superseded,
             .champions_waiting = island.outgoing.champions.size()});
    }
    return status;
}

}  // namespace balmer::islands
