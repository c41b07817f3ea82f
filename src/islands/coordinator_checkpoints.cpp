// The coordinator's checkpoints: what goes into them, when they are written, and going on from one.
#include "balmer/base/error.hpp"
#include "balmer/checkpoint/archive.hpp"
#include "balmer/islands/coordinator.hpp"
#include "balmer/islands/hosting.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <utility>

namespace balmer::islands {
namespace {

std::vector<checkpoint::Counter> counters_of(RunStatus const& status) {
    auto const work = total_work(status);
    auto const& candidates = status.candidates;
    return {{"elapsed_s", status.earlier_s + status.elapsed_s},
            {"iterations", total_iterations(status)},
            {"evaluations", work.evaluation_count},
            {"node_rows", work.node_rows},
            {"fits", work.fit_count},
            {"champions_received", candidates.received},
            {"champions_entered", candidates.entered},
            {"candidates_pending", candidates.pending},
            {"score_requests", status.score_request_count},
            {"exchanges", status.exchange_count},
            {"rounding_floor", rounding_share * status.target_mean_square}};
}

RunRecord read_record(checkpoint::Bytes const& bytes) {
    try {
        return checkpoint::read_archive<RunRecord>(bytes);
    } catch (checkpoint::ArchiveError const& error) {
        throw DataError(std::string("the coordinator's part of the checkpoint cannot be read (") +
                        error.what() + "). Was it written by another version of balmer?");
    }
}

}  // namespace

RunRecord Coordinator::record() const {
    RunRecord record{.pipeline = pipeline_.record(),
                     .migrants = pool_.migrants(),
                     .islands = {},
                     .exchange_count = exchange_count_,
                     .exchanges_superseded = exchanges_superseded_,
                     .elapsed_s = earlier_s_ + elapsed_.elapsed_s()};
    for (auto const& worker : workers_) {
        std::ranges::copy(worker.status.islands, std::back_inserter(record.islands));
    }
    return record;
}

checkpoint::Checkpoint Coordinator::make_checkpoint() const {
    return {.header = header_,
            .counters = counters_of(status()),
            .hall_of_fame = found_.entries(),
            .coordinator = checkpoint::write_archive(record()),
            .islands = checkpoints_.archives()};
}

/// Deterministic: islands go on after this; until then all of the round is at rest.
void Coordinator::take_cut() {
    if (!round_is_settled() || cut_is_taken_) return;
    cut_ = make_checkpoint();
    cut_is_taken_ = true;
    ++cut_count_;
}

void Coordinator::keep_checkpoints() {
    if (!checkpoints_.is_on()) return;
    if (auto const report = checkpoints_.poll()) tell(*report);
    if (search_.deterministic) take_cut();
    if (phase_ == Phase::evolving && checkpoints_.is_due()) {
        if (search_.deterministic) {
            save_all();
        } else {
            checkpoints_.gather();
            send_to_all_workers(SnapshotRequest{});
        }
    }
    if (checkpoints_.is_gathered()) save_all();
    // A slow disk holds up the end of the run, but never the pulse that workers wait for.
    if (save_is_wanted_ && !checkpoints_.is_saving()) save_all();
}

/// The present state, or that of the last settled round.
void Coordinator::save_all() {
    if (!search_.deterministic) {
        save(make_checkpoint());
    } else if (cut_) {
        auto checkpoint = *cut_;
        // What was found since belongs to no population yet, but is not to be lost.
        checkpoint.hall_of_fame = found_.entries();
        save(std::move(checkpoint));
    }
    save_is_wanted_ = false;
}

void Coordinator::save(checkpoint::Checkpoint checkpoint) {
    saved_ = standing();
    saved_hall_of_fame_ = found_;
    checkpoints_.save(std::move(checkpoint));
}

/// At the end of the run.
void Coordinator::save_what_is_new() {
    if (!checkpoints_.is_on()) return;
    // The islands' last snapshots came when they halted.
    bool const has_just_halted = phase_ == Phase::finishing;
    if (!has_just_halted && saved_ == standing() && checkpoints_.problem().empty()) return;
    save_is_wanted_ = true;
}

void Coordinator::save_at_once() noexcept {
    if (!checkpoints_.is_on()) return;
    try {
        take_finds();
        if (auto const report = checkpoints_.wait()) tell(*report);
        save_all();
        if (auto const report = checkpoints_.wait()) tell(*report);
    } catch (std::exception const& error) {
        observer_.warn(std::string("no last checkpoint (") + error.what() + ")");
    }
}

void Coordinator::tell(checkpoint::SaveReport const& report) {
    if (report.is_written) {
        if (!report.problem.empty()) observer_.warn(report.problem);
        observer_.tell_checkpoint(report, saved_hall_of_fame_, status());
    } else {
        observer_.warn("checkpoint not written: " + report.problem +
                       ". The search goes on, the checkpoint before stays, and it will be tried "
                       "again");
    }
}

void Coordinator::receive(int sender, Snapshot snapshot) {
    auto const island = snapshot.archive.island;
    if (island >= islands_.size() || host_of(island) != sender) {
        throw ProtocolError("snapshot of island " + std::to_string(island) + " from rank " +
                            std::to_string(sender) + " (not hosted there)");
    }
    checkpoints_.put(std::move(snapshot.archive));
}

void Coordinator::resume(checkpoint::Checkpoint checkpoint) {
    for (auto const& entry : checkpoint.hall_of_fame) {
        if (found_.offer(entry)) ++found_revision_;
        if (!search_.deterministic) pipeline_.admit(entry);
    }
    if (checkpoint.coordinator.empty()) return;
    restore(read_record(checkpoint.coordinator), std::move(checkpoint.islands));
    if (!search_.deterministic) return;
    cut_ = make_checkpoint();
    cut_is_taken_ = true;
}

void Coordinator::restore(RunRecord record, std::vector<checkpoint::IslandArchive> archives) {
    if (record.migrants.size() != islands_.size()) {
        throw DataError("the checkpoint is of " + std::to_string(record.migrants.size()) +
                        " islands, not of " + std::to_string(islands_.size()));
    }
    pipeline_.restore(std::move(record.pipeline));
    for (std::uint32_t k = 0; k < islands_.size(); ++k) {
        pool_.put(k, std::move(record.migrants[k]));
    }
    for (auto& island : record.islands) {
        if (island.island >= islands_.size()) continue;
        worker(host_of(island.island)).status.islands.push_back(island);
    }
    exchange_count_ = record.exchange_count;
    exchanges_superseded_ = record.exchanges_superseded;
    earlier_s_ = record.elapsed_s;
    for (auto& archive : archives) {
        auto& island = islands_.at(archive.island);
        island.iteration = archive.iteration;
        island.exchange_owed = true;
        checkpoints_.put(std::move(archive));
    }
    // A cut is taken when a round is settled, and before anyone goes on.
    round_is_out_ = search_.deterministic && !archives.empty();
}

void Coordinator::send_starts() {
    std::vector<Start> starts(workers_.size());
    for (auto& archive : checkpoints_.archives()) {
        starts[worker_of_island(archive.island, workers_.size())].islands.push_back(
            std::move(archive));
    }
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        starts[w].keeps_checkpoints = checkpoints_.is_on();
        mailbox_.send(static_cast<int>(w) + 1, encode(starts[w]));
    }
}

}  // namespace balmer::islands
