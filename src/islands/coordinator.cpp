#include "coordinator.hpp"

#include "balmer/islands/hosting.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <utility>
#include <variant>

namespace balmer::islands {
namespace {

/// Largest share of the coordinator's time for the forms of entries while islands evolve.
constexpr double polish_share = 0.02;

polish::Grammar grammar_of(evolve::SearchSettings const& search) {
    return {.operators = search.operators,
            .constraints = search.constraints,
            .weights = search.complexity_weights};
}

/// "rank 2 (islands 1, 3)".
std::string name_of(std::size_t worker, std::size_t worker_count, std::size_t island_count) {
    std::string islands;
    for (auto const k : islands_of_worker(worker, worker_count, island_count)) {
        islands += (islands.empty() ? "" : ", ") + std::to_string(k);
    }
    return "rank " + std::to_string(rank_of_worker(worker)) +
           (islands.empty() ? " (no islands)" : " (islands " + islands + ")");
}

}  // namespace

Coordinator::Coordinator(parallel::Mailbox& mailbox, evolve::SearchSettings const& search,
                         RunSettings const& run, RunObserver* observer, CheckpointPlan checkpoints)
    : mailbox_(mailbox),
      search_(search),
      run_(run),
      observer_(observer, run),
      pipeline_(search.constraints.max_complexity, search.island_count, run.candidates,
                search.deterministic ? Pace::lockstep : Pace::as_answered, grammar_of(search)),
      found_(search.constraints.max_complexity),
      exchanges_(search),
      rounds_(search.island_count),
      census_(search, run, worker_count_of(mailbox.size())),
      evolution_has_begun_(search.exhaustive_complexity == 0),
      header_(std::move(checkpoints.header)),
      archives_(search.island_count),
      checkpointer_(checkpoints.store, run),
      liveness_(worker_count_of(mailbox.size()), run),
      ending_(run),
      workers_(worker_count_of(mailbox.size())) {
    if (workers_.size() > search_.island_count) {
        observer_.warn(
            std::to_string(workers_.size() - search_.island_count) + " of " +
            std::to_string(workers_.size()) + " workers are idle (search.islands is " +
            std::to_string(search_.island_count) +
            "). Start fewer ranks, or set search.islands to the number of workers, which "
            "leaves fewer events to each?");
    }
    if (checkpoints.resume) resume(std::move(*checkpoints.resume));
    send_starts();
}

bool Coordinator::advance() {
    liveness_.tick();
    bool const worked = read_mail();
    advance_round();
    advance_census();
    keep_checkpoints();
    send_exchanges();
    advance_phase();
    watch_workers();
    end_when_all_have_left();
    if (done()) return worked;
    observer_.tell(hall_of_fame(), found_.revision(), [this] { return status(); });
    return worked;
}

bool Coordinator::read_mail() {
    bool read = false;
    while (auto const parcel = mailbox_.receive()) {
        read = true;
        auto message = decode(*parcel);
        if (parcel->sender == mailbox_.rank()) {
            throw ProtocolError("the coordinator got a message from itself");
        }
        liveness_.heard(worker_of_rank(parcel->sender));
        std::visit(
            [&](auto& content) {
                if constexpr (requires { receive(0, std::move(content)); }) {
                    receive(parcel->sender, std::move(content));
                } else {
                    throw ProtocolError("the coordinator got a '" +
                                        std::string(kind_name(Message(content))) +
                                        "' message from rank " + std::to_string(parcel->sender) +
                                        " (only workers accept it)");
                }
            },
            message);
    }
    return read;
}

void Coordinator::receive(int sender, Champions champions) {
    expect_host("champions", champions.island, sender);
    exchanges_.put(champions.island, champions.iteration, std::move(champions.migrants));
    if (search_.deterministic && ending_.phase() == Phase::evolving) {
        rounds_.put(champions.island, std::move(champions.champions));
        return;
    }
    pipeline_.submit(std::move(champions.champions));
    exchanges_.request(champions.island);
}

void Coordinator::receive(int, ScoreAnswer answer) {
    // Once the workers are asked to leave, answers are void.
    if (ending_.phase() < Phase::closing) pipeline_.absorb(std::move(answer));
}

void Coordinator::receive(int sender, Report report) {
    workers_[worker_of_rank(sender)] = std::move(report.status);
}

void Coordinator::receive(int sender, Snapshot snapshot) {
    expect_host("snapshot", snapshot.archive.island, sender);
    archives_.put(std::move(snapshot.archive));
}

void Coordinator::receive(int, SurveyAnswer answer) {
    // An incomplete part is surveyed again after a restart.
    if (ending_.phase() == Phase::evolving) census_.absorb(std::move(answer));
}

void Coordinator::receive(int, StopWanted) { ending_.request_stop(); }

void Coordinator::receive(int sender, Halted halted) {
    workers_[worker_of_rank(sender)] = std::move(halted.status);
    liveness_.answered(worker_of_rank(sender));
}

void Coordinator::receive(int sender, Goodbye goodbye) {
    workers_[worker_of_rank(sender)] = std::move(goodbye.status);
    liveness_.left(worker_of_rank(sender));
}

void Coordinator::receive(int sender, Failed failed) {
    throw parallel::RemoteError(sender, failed.message, failed.fault);
}

void Coordinator::expect_host(char const* what, std::uint32_t island, int sender) const {
    bool const is_host = island < search_.island_count &&
                         worker_of_island(island, workers_.size()) == worker_of_rank(sender);
    if (is_host) return;
    throw ProtocolError(std::string(what) + " of island " + std::to_string(island) + " from rank " +
                        std::to_string(sender) + " (not hosted there)");
}

/// Passes champions on to be scored, and notes what the answers have brought.
void Coordinator::advance_round() {
    if (search_.deterministic && ending_.phase() == Phase::evolving) {
        if (auto champions = rounds_.begin_scoring()) {
            // Together: the first to be scored are chosen among all of them.
            pipeline_.submit(std::move(*champions));
            for (std::uint32_t k = 0; k < search_.island_count; ++k) exchanges_.request(k);
        }
    }
    polish();
    send_requests();
    found_.update_from(pipeline_);
    if (rounds_.settle(has_scored_all()) && checkpointer_.is_on()) {
        rounds_.keep_cut(make_checkpoint());
    }
}

/// Hands out parts, passes the best structures on to be scored, and lets the islands evolve.
void Coordinator::advance_census() {
    if (ending_.phase() != Phase::evolving) return;
    if (!evolution_has_begun_ && census_.lets_islands_evolve()) begin_evolution();
    if (census_.is_over()) return;
    if (auto candidates = census_.take_candidates(); !candidates.empty()) {
        pipeline_.submit_survey(std::move(candidates));
        send_requests();
    }
    found_.update_from(pipeline_);
    // In deterministic mode a checkpoint has the state between two complexities.
    if (census_.settle(pipeline_.survey_is_scored()) && checkpointer_.is_on() &&
        search_.deterministic) {
        rounds_.keep_cut(make_checkpoint());
    }
    auto const requests = census_.take_requests([this] { return best_formula(); });
    for (auto const& request : requests) {
        auto const host = worker_of_island(request.part % search_.island_count, workers_.size());
        mailbox_.send(rank_of_worker(host), encode(request));
    }
}

/// Of the lowest loss; without nodes if there is none.
expr::Tree Coordinator::best_formula() const {
    auto const front = pipeline_.hall_of_fame().front();
    return front.empty() ? expr::Tree{} : front.back().tree;
}

void Coordinator::begin_evolution() {
    evolution_has_begun_ = true;
    BeginEvolution begin;
    for (auto& entry : pipeline_.hall_of_fame().front()) {
        begin.front.push_back(std::move(entry.tree));
    }
    send_to_all_workers(begin);
}

/// Entries are polished at once if everybody waits for that, otherwise now and then.
void Coordinator::polish() {
    if (ending_.phase() >= Phase::closing) return;
    // Which forms meet which candidates of the survey must not depend on time.
    bool const may_meet_survey = !evolution_has_begun_ && ending_.phase() == Phase::evolving;
    if (search_.deterministic && may_meet_survey) return;
    bool const is_waited_for = search_.deterministic || ending_.phase() == Phase::finishing;
    if (!is_waited_for && polish_s_ > polish_share * ending_.elapsed_s()) return;
    Stopwatch const watch;
    pipeline_.polish();
    polish_s_ += watch.elapsed_s();
}

void Coordinator::send_exchanges() {
    if (ending_.phase() != Phase::evolving) return;
    if (search_.deterministic) {
        // Whether a settled round ends the run is decided before any island evolves further.
        if (!rounds_.is_settled() || reason_to_end()) return;
        rounds_.end();
    }
    for (auto const k : exchanges_.waiting()) {
        if (!search_.deterministic && mailbox_.unsent_count() >= run_.unsent_limit) {
            exchanges_.start_with(k);
            return;
        }
        auto const host = worker_of_island(k, workers_.size());
        mailbox_.send(rank_of_worker(host), encode(exchanges_.take(k, pipeline_.hall_of_fame())));
    }
}

void Coordinator::send_requests() {
    for (auto const& request : pipeline_.take_requests()) {
        auto const bytes = encode(request);
        auto const hosts = std::min<std::size_t>(workers_.size(), search_.island_count);
        for (std::size_t w = 0; w < hosts; ++w) mailbox_.send(rank_of_worker(w), bytes);
    }
}

std::optional<EndReason> Coordinator::reason_to_end() {
    if (auto const reason = ending_.reason_from_outside()) return reason;
    // A deterministic run ends between two rounds.
    if (search_.deterministic && !rounds_.is_settled()) return std::nullopt;
    if (loss_is_reached()) return EndReason::loss_reached;
    if (exchanges_.all_finished()) return EndReason::iterations_done;
    return std::nullopt;
}

bool Coordinator::loss_is_reached() const {
    return search_.stop_at_loss > 0 &&
           pipeline_.hall_of_fame().best_mse(search_.constraints.max_complexity) <=
               search_.stop_at_loss;
}

void Coordinator::advance_phase() {
    if (ending_.phase() == Phase::evolving) {
        if (auto const reason = reason_to_end()) halt(*reason);
    }
    if (ending_.phase() == Phase::halting && liveness_.all_answered()) finish();
    bool const no_time_left = ending_.finishing_took_too_long() || !lost_ranks().empty();
    if (ending_.phase() == Phase::finishing && (has_scored_all() || no_time_left)) close();
}

void Coordinator::halt(EndReason reason) {
    ending_.halt(reason);
    // An incomplete round is repeated after a restart.
    rounds_.discard_gathered();
    send_requests();
    liveness_.expect_answers();
    send_to_all_workers(StopEvolution{});
}

void Coordinator::finish() {
    ending_.finish();
    // Before the last fits, because the process may be killed during them. The islands sent their
    // last snapshots when they halted, so there is something new in any case.
    found_.update_from(pipeline_);
    if (checkpointer_.is_on()) checkpointer_.request_save();
}

void Coordinator::close() {
    finishing_s_ = ending_.finishing_s();
    if (!has_scored_all() && lost_ranks().empty()) {
        std::ostringstream text;
        text << "the last fits end after " << ending_.finish_limit_s() << " s, "
             << pipeline_.counters().pending << " candidates wait"
             << (pipeline_.is_polished() ? "" : ", and the front is not polished to the end")
             << ". Allow them more time (run.finish_seconds), or run the same command again?";
        observer_.warn(text.str());
    }
    ending_.close();
    found_.update_from(pipeline_);
    if (checkpointer_.is_on() && !checkpointer_.has_saved(version())) checkpointer_.request_save();
    if (checkpointer_.is_on() && search_.deterministic && rounds_.cut_count() == 0 &&
        *ending_.reason() != EndReason::iterations_done) {
        observer_.warn(
            "no round of the deterministic search was completed in this session: a restart repeats "
            "the work begun after the last completed round. Allow longer sessions (run.max_hours) "
            "or shorter iterations (search.cycles_per_iteration, search.population_size)");
    }
    liveness_.expect_answers();
    send_to_all_workers(Quit{*ending_.reason()});
}

void Coordinator::watch_workers() {
    if (ending_.phase() < Phase::closing && liveness_.pulse_is_due()) {
        send_to_all_workers(Pulse{});
    }
    auto const name = [this](std::size_t w) {
        return name_of(w, workers_.size(), search_.island_count);
    };
    for (auto const w : liveness_.take_silent()) {
        observer_.warn(name(w) + " has been silent for " +
                       std::to_string(std::lround(liveness_.silent_s(w))) +
                       " s (it reports its status every second). Is its process stopped, or its "
                       "node overloaded or down?");
    }
    for (auto const w : liveness_.take_lost()) {
        observer_.warn(name(w) + " does not answer; the run ends without it" +
                       (checkpointer_.is_on() ? ", with the last snapshots of its islands" : ""));
    }
    // A stopped process never answers, so the run ends with what there is.
    if (!lost_ranks().empty() && ending_.phase() == Phase::evolving) halt(EndReason::rank_lost);
}

void Coordinator::end_when_all_have_left() {
    if (ending_.phase() != Phase::closing || !liveness_.all_answered()) return;
    if (checkpointer_.is_saving() || checkpointer_.save_is_requested()) return;
    ending_.end();
    observer_.tell_finally(hall_of_fame(), found_.revision(), status());
}

void Coordinator::send_to_all_workers(Message const& message) {
    auto const bytes = encode(message);
    for (std::size_t w = 0; w < workers_.size(); ++w) mailbox_.send(rank_of_worker(w), bytes);
}

RunStatus Coordinator::status() const {
    RunStatus status{.phase = ending_.phase(),
                     .elapsed_s = ending_.elapsed_s(),
                     .finishing_s = finishing_s_,
                     .earlier_s = earlier_s_,
                     .life = header_.life,
                     .workers = workers_,
                     .silent_s = {},
                     .candidates = pipeline_.counters(),
                     .survey = census_.status(),
                     .polish = pipeline_.polish_counters(),
                     .score_request_count = pipeline_.request_count(),
                     .exchange_count = exchanges_.sent_count(),
                     .exchanges_superseded = exchanges_.superseded_count(),
                     .observer_failures = observer_.failure_count(),
                     .checkpoint_count = checkpointer_.written_count(),
                     .checkpoint_failures = checkpointer_.failure_count(),
                     .hall_of_fame_revision = found_.revision(),
                     .target_mean_square = pipeline_.target_mean_square(),
                     .row_count = pipeline_.row_count(),
                     .least_gain = hall_of_fame().least_gain()};
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        status.silent_s.push_back(liveness_.silent_s(w));
    }
    return status;
}

}  // namespace balmer::islands
