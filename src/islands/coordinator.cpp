#include "balmer/islands/coordinator.hpp"

#include "balmer/base/random.hpp"
#include "balmer/islands/hosting.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>
#include <variant>

namespace balmer::islands {

Coordinator::Coordinator(parallel::Mailbox& mailbox, evolve::SearchSettings const& search,
                         RunSettings const& run, RunObserver* observer, CheckpointPlan checkpoints)
    : mailbox_(mailbox),
      search_(search),
      run_(run),
      observer_(observer, run),
      pipeline_(search.constraints.max_complexity, search.island_count, run.candidates,
                search.deterministic ? Pace::lockstep : Pace::as_answered),
      found_(search.constraints.max_complexity),
      pool_(search.island_count),
      header_(std::move(checkpoints.header)),
      checkpoints_(checkpoints.store, search.island_count, run),
      islands_(search.island_count),
      workers_(static_cast<std::size_t>(mailbox.size() - 1)),
      stop_(run.stop_requested) {
    if (workers_.size() > islands_.size()) {
        observer_.warn(std::to_string(workers_.size() - islands_.size()) + " of " +
                       std::to_string(workers_.size()) + " workers are idle (there are " +
                       std::to_string(islands_.size()) +
                       " islands). Raise search.islands or start fewer ranks?");
    }
    if (checkpoints.resume) resume(std::move(*checkpoints.resume));
    send_starts();
}

bool Coordinator::advance() {
    for (auto& worker : workers_) worker.silence.tick();
    bool const worked = read_mail();
    settle_round();
    send_requests();
    take_finds();
    keep_checkpoints();
    send_exchanges();
    advance_phase();
    send_pulse();
    warn_of_silence();
    give_up_the_lost();
    leave_when_all_is_done();
    if (done()) return worked;
    observer_.tell(hall_of_fame(), found_revision_, [this] { return status(); });
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
        worker(parcel->sender).silence.heard();
        worker(parcel->sender).warned_of = false;
        std::visit(
            [&](auto& content) {
                if constexpr (requires { receive(0, std::move(content)); }) {
                    receive(parcel->sender, std::move(content));
                } else {
                    throw ProtocolError("the coordinator got a '" +
                                        std::string(kind_name(Message(content))) +
                                        "' message from rank " + std::to_string(parcel->sender) +
                                        " (only workers take those)");
                }
            },
            message);
    }
    return read;
}

void Coordinator::receive(int sender, Champions champions) {
    if (champions.island >= islands_.size() || host_of(champions.island) != sender) {
        throw ProtocolError("champions of island " + std::to_string(champions.island) +
                            " from rank " + std::to_string(sender) + " (not hosted there)");
    }
    auto& island = islands_[champions.island];
    island.iteration = champions.iteration;
    pool_.put(champions.island, std::move(champions.migrants));
    if (search_.deterministic && phase_ == Phase::evolving) {
        island.gathered = std::move(champions.champions);
        return;
    }
    pipeline_.submit(std::move(champions.champions));
    if (island.exchange_owed) ++exchanges_superseded_;
    island.exchange_owed = true;
}

void Coordinator::receive(int, ScoreAnswer answer) {
    // Once workers were told to leave, answers are void.
    if (phase_ < Phase::closing) pipeline_.absorb(std::move(answer));
}

void Coordinator::receive(int sender, Report report) {
    worker(sender).status = std::move(report.status);
}

void Coordinator::receive(int, StopWanted) { stop_wanted_ = true; }

void Coordinator::receive(int sender, Halted halted) {
    worker(sender).status = std::move(halted.status);
    worker(sender).halted = true;
}

void Coordinator::receive(int sender, Goodbye goodbye) {
    worker(sender).status = std::move(goodbye.status);
    worker(sender).left = true;
}

void Coordinator::receive(int sender, Failed failed) {
    throw parallel::RemoteError(sender, failed.message, failed.fault);
}

void Coordinator::submit_gathered() {
    std::vector<evolve::Member> champions;
    for (auto& island : islands_) {
        if (!island.gathered) continue;
        std::ranges::move(*island.gathered, std::back_inserter(champions));
        island.gathered.reset();
        island.exchange_owed = true;
    }
    // At once: the first to be scored are chosen among all of them.
    pipeline_.submit(std::move(champions));
}

/// Deterministic: a round goes out when every island's champions are there, in island order.
void Coordinator::settle_round() {
    if (!search_.deterministic || phase_ != Phase::evolving || round_is_out_) return;
    auto const is_here = [](auto const& island) { return island.gathered.has_value(); };
    if (!std::ranges::all_of(islands_, is_here)) return;
    submit_gathered();
    round_is_out_ = true;
    cut_is_taken_ = false;
}

/// Nothing is lost that was ever found: the hall of fame of the run takes what the pipeline's took.
void Coordinator::take_finds() {
    found_.set_rounding_floor(pipeline_.hall_of_fame().rounding_floor());
    if (pipeline_.revision() == taken_revision_) return;
    taken_revision_ = pipeline_.revision();
    for (auto& entry : pipeline_.hall_of_fame().entries()) {
        if (found_.offer(std::move(entry))) ++found_revision_;
    }
}

void Coordinator::send_exchanges() {
    if (phase_ != Phase::evolving) return;
    if (search_.deterministic) {
        // What ends the run is asked for a settled round, before anyone goes on.
        if (!round_is_settled() || reason_to_end()) return;
        round_is_out_ = false;
    }
    auto const count = static_cast<std::uint32_t>(islands_.size());
    // Where the bound cuts a round short, the next one goes on there: no island starves.
    auto const first = search_.deterministic ? 0 : first_exchange_;
    for (std::uint32_t step = 0; step < count; ++step) {
        auto const k = (first + step) % count;
        if (!islands_[k].exchange_owed || has_finished(islands_[k])) continue;
        if (!search_.deterministic && mailbox_.unsent_count() >= run_.unsent_limit) {
            first_exchange_ = k;
            return;
        }
        send_exchange(k);
    }
}

void Coordinator::send_exchange(std::uint32_t k) {
    auto& island = islands_[k];
    Exchange exchange{.island = k, .iteration = island.iteration, .immigrants = {}};
    RandomStream stream(search_.seed, k, island.iteration, Purpose::migrate);
    auto const count = static_cast<std::size_t>(
        std::ceil(search_.fraction_replaced * static_cast<double>(search_.population_size)));
    exchange.immigrants.migrants = pool_.sample(k, count, stream);
    for (auto& entry : pipeline_.hall_of_fame().front()) {
        exchange.immigrants.hall_of_fame.push_back(std::move(entry.tree));
    }
    mailbox_.send(host_of(k), encode(exchange));
    island.exchange_owed = false;
    ++exchange_count_;
}

void Coordinator::send_requests() {
    for (auto const& request : pipeline_.take_requests()) {
        auto const bytes = encode(request);
        auto const hosts = std::min(workers_.size(), islands_.size());
        for (std::size_t w = 0; w < hosts; ++w) mailbox_.send(static_cast<int>(w) + 1, bytes);
    }
}

std::optional<EndReason> Coordinator::reason_to_end() {
    if (stop_wanted_ || stop_.wants_stop()) return EndReason::stop_requested;
    if (run_.max_seconds > 0 && elapsed_.elapsed_s() >= run_.max_seconds) {
        return EndReason::time_limit;
    }
    // Deterministic: a round is settled before it can end the run.
    if (search_.deterministic && !round_is_settled()) return std::nullopt;
    if (loss_is_reached()) return EndReason::loss_reached;
    auto const finished = [this](auto const& island) { return has_finished(island); };
    if (std::ranges::all_of(islands_, finished)) return EndReason::iterations_done;
    return std::nullopt;
}

bool Coordinator::loss_is_reached() const {
    return search_.stop_at_loss > 0 &&
           pipeline_.hall_of_fame().best_mse(search_.constraints.max_complexity) <=
               search_.stop_at_loss;
}

void Coordinator::advance_phase() {
    if (phase_ == Phase::evolving) {
        if (auto const reason = reason_to_end()) halt(*reason);
    }
    auto const has_halted = [](auto const& worker) { return worker.halted || worker.lost; };
    if (phase_ == Phase::halting && std::ranges::all_of(workers_, has_halted)) {
        phase_ = Phase::finishing;
        // Before the last fits: whoever ended the run may not wait for them.
        take_finds();
        save_what_is_new();
    }
    // Who asks a run to stop waits for it, and may kill it soon.
    double const finish_s = end_reason_ == EndReason::stop_requested
                                ? std::min(run_.finish_seconds, run_.stop_finish_seconds)
                                : run_.finish_seconds;
    bool const no_time_left = since_halt_.elapsed_s() >= finish_s || !lost_ranks_.empty();
    if (phase_ == Phase::finishing && (pipeline_.idle() || no_time_left)) close();
}

void Coordinator::halt(EndReason reason) {
    end_reason_ = reason;
    phase_ = Phase::halting;
    since_halt_.restart();
    // Deterministic: a round that is not complete is done again after a restart.
    for (auto& island : islands_) island.gathered.reset();
    send_requests();
    send_to_all_workers(StopEvolution{});
}

void Coordinator::close() {
    phase_ = Phase::closing;
    since_close_.restart();
    take_finds();
    save_what_is_new();
    if (checkpoints_.is_on() && search_.deterministic && cut_count_ == 0 &&
        *end_reason_ != EndReason::iterations_done) {
        observer_.warn(
            "no round of the deterministic search was settled in this life: what it began is done "
            "again by the next. It takes longer slots (run.max_hours), or shorter iterations "
            "(search.cycles_per_iteration, search.population_size)");
    }
    send_to_all_workers(Quit{*end_reason_});
}

void Coordinator::send_pulse() {
    if (since_pulse_.elapsed_s() < run_.status_seconds || phase_ >= Phase::closing) return;
    since_pulse_.restart();
    send_to_all_workers(Pulse{});
}

void Coordinator::warn_of_silence() {
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        auto& worker = workers_[w];
        double const silent_s = worker.silence.silent_s();
        if (worker.left || worker.warned_of || silent_s < run_.silence_seconds) continue;
        worker.warned_of = true;
        observer_.warn(name_of(w) + " has been silent for " +
                       std::to_string(std::lround(silent_s)) +
                       " s (it told its state every second before). Is its process stopped, or its "
                       "node overloaded or gone?");
    }
}

/// A stopped process never answers: the run ends with what there is.
void Coordinator::give_up_the_lost() {
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        auto& worker = workers_[w];
        if (worker.lost || !is_given_up(worker)) continue;
        worker.lost = true;
        lost_ranks_.push_back(static_cast<int>(w) + 1);
        observer_.warn(name_of(w) + " does not answer; the run ends without it" +
                       (checkpoints_.is_on() ? ", with the last snapshots of its islands" : ""));
    }
    if (!lost_ranks_.empty() && phase_ == Phase::evolving) halt(EndReason::rank_lost);
}

bool Coordinator::is_given_up(WorkerProgress const& worker) const {
    double const silent_s = worker.silence.silent_s();
    if (phase_ == Phase::evolving) return run_.lost_seconds > 0 && silent_s >= run_.lost_seconds;
    if (phase_ != Phase::halting && phase_ != Phase::closing) return false;
    bool const has_answered = phase_ == Phase::halting ? worker.halted : worker.left;
    double const patience_s = std::max(run_.finish_seconds, run_.silence_seconds);
    auto const& since = phase_ == Phase::halting ? since_halt_ : since_close_;
    return !has_answered && since.elapsed_s() >= patience_s && silent_s >= patience_s;
}

void Coordinator::leave_when_all_is_done() {
    auto const is_gone = [](auto const& worker) { return worker.left || worker.lost; };
    if (phase_ != Phase::closing || !std::ranges::all_of(workers_, is_gone)) return;
    if (checkpoints_.is_saving() || save_is_wanted_) return;
    phase_ = Phase::closed;
    observer_.tell_finally(hall_of_fame(), found_revision_, status());
}

/// "rank 2 (islands 1, 3)".
std::string Coordinator::name_of(std::size_t worker) const {
    std::string text;
    for (auto const k : islands_of_worker(worker, workers_.size(), islands_.size())) {
        text += (text.empty() ? "" : ", ") + std::to_string(k);
    }
    return "rank " + std::to_string(worker + 1) +
           (text.empty() ? " (no islands)" : " (islands " + text + ")");
}

bool Coordinator::has_finished(IslandProgress const& island) const {
    return island.iteration >= search_.iterations;
}

int Coordinator::host_of(std::uint32_t island) const {
    return 1 + static_cast<int>(worker_of_island(island, workers_.size()));
}

void Coordinator::send_to_all_workers(Message const& message) {
    auto const bytes = encode(message);
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        mailbox_.send(static_cast<int>(w) + 1, bytes);
    }
}

RunStatus Coordinator::status() const {
    RunStatus status{.phase = phase_,
                     .elapsed_s = elapsed_.elapsed_s(),
                     .earlier_s = earlier_s_,
                     .life = header_.life,
                     .workers = {},
                     .silent_s = {},
                     .candidates = pipeline_.counters(),
                     .score_request_count = pipeline_.request_count(),
                     .exchange_count = exchange_count_,
                     .exchanges_superseded = exchanges_superseded_,
                     .observer_failures = observer_.failure_count(),
                     .checkpoint_count = checkpoints_.written_count(),
                     .checkpoint_failures = checkpoints_.failure_count(),
                     .hall_of_fame_revision = found_revision_,
                     .target_mean_square = pipeline_.target_mean_square()};
    for (auto const& worker : workers_) {
        status.workers.push_back(worker.status);
        status.silent_s.push_back(worker.silence.silent_s());
    }
    return status;
}

}  // namespace balmer::islands
