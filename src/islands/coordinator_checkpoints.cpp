// The coordinator's checkpoints: what goes into them, when they are written, and how a run resumes.
#include "balmer/base/error.hpp"
#include "balmer/islands/hosting.hpp"

#include "coordinator.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <utility>
#include <variant>

namespace balmer::islands {

RunRecord Coordinator::record() const {
    RunRecord record{.pipeline = pipeline_.record(),
                     .census = census_.record(),
                     .migrants = exchanges_.migrants(),
                     .islands = {},
                     .exchange_count = exchanges_.sent_count(),
                     .exchanges_superseded = exchanges_.superseded_count(),
                     .elapsed_s = earlier_s_ + ending_.elapsed_s()};
    for (auto const& worker : workers_) {
        std::ranges::copy(worker.islands, std::back_inserter(record.islands));
    }
    return record;
}

checkpoint::Checkpoint Coordinator::make_checkpoint() const {
    return {.header = header_,
            .counters = counters_of(status()),
            .hall_of_fame = hall_of_fame().entries(),
            .coordinator = pack(record()),
            .islands = archives_.all()};
}

RunVersion Coordinator::version() const {
    return {.candidates = pipeline_.counters(),
            .hall_of_fame_revision = found_.revision(),
            .cut_count = rounds_.cut_count()};
}

void Coordinator::keep_checkpoints() {
    if (!checkpointer_.is_on()) return;
    if (auto const ended = checkpointer_.poll()) report(*ended);
    bool const is_due =
        ending_.phase() == Phase::evolving && !archives_.is_gathering() && checkpointer_.is_due();
    if (is_due && search_.deterministic) checkpointer_.request_save();
    if (is_due && !search_.deterministic) {
        archives_.begin_gathering();
        send_to_all_workers(SnapshotRequest{});
    }
    // A slow disk delays the end of the run, but never the pulse that workers wait for.
    bool const may_save = checkpointer_.save_is_requested() && !checkpointer_.is_saving();
    if (archives_.is_gathered() || may_save) save();
}

/// Saves the present state; in deterministic mode the last cut, if there is one.
void Coordinator::save() {
    archives_.end_gathering();
    if (!search_.deterministic) {
        checkpointer_.save(make_checkpoint(), version(), hall_of_fame());
    } else if (rounds_.cut()) {
        auto checkpoint = *rounds_.cut();
        // Entries found since the cut are in no population yet, but must not be lost.
        checkpoint.hall_of_fame = hall_of_fame().entries();
        checkpointer_.save(std::move(checkpoint), version(), hall_of_fame());
    } else {
        checkpointer_.skip_save();
    }
}

void Coordinator::save_at_once() noexcept {
    if (!checkpointer_.is_on()) return;
    try {
        found_.update_from(pipeline_);
        if (auto const ended = checkpointer_.wait()) report(*ended);
        save();
        if (auto const ended = checkpointer_.wait()) report(*ended);
    } catch (std::exception const& error) {
        observer_.warn(std::string("the last checkpoint could not be written (") + error.what() +
                       ")");
    }
}

void Coordinator::report(checkpoint::SaveReport const& ended) {
    if (!ended.is_written) {
        observer_.warn("checkpoint not written: " + ended.problem +
                       ". The search continues, the previous checkpoint is kept, and writing will "
                       "be tried again");
        return;
    }
    if (!ended.problem.empty()) observer_.warn(ended.problem);
    observer_.tell_checkpoint(ended, checkpointer_.saved_hall_of_fame(), status());
}

void Coordinator::resume(checkpoint::Checkpoint checkpoint) {
    for (auto const& entry : checkpoint.hall_of_fame) {
        found_.offer(entry);
        if (!search_.deterministic) pipeline_.admit(entry);
    }
    for (auto const& counter : checkpoint.counters) {
        auto const* const value = std::get_if<std::uint64_t>(&counter.value);
        if (counter.name == row_count_name && value) pipeline_.learn_row_count(*value);
    }
    if (checkpoint.coordinator.empty()) return;
    restore(unpack_run(checkpoint.coordinator), std::move(checkpoint.islands));
    if (search_.deterministic) rounds_.resume(make_checkpoint());
}

void Coordinator::restore(RunRecord record, std::vector<checkpoint::IslandArchive> islands) {
    if (record.migrants.size() != search_.island_count) {
        throw DataError("the checkpoint has " + std::to_string(record.migrants.size()) +
                        " islands, the job " + std::to_string(search_.island_count));
    }
    pipeline_.restore(std::move(record.pipeline));
    census_.restore(std::move(record.census));
    exchanges_.restore(std::move(record.migrants), record.exchange_count,
                       record.exchanges_superseded);
    for (auto& island : record.islands) {
        if (island.island >= search_.island_count) continue;
        workers_[worker_of_island(island.island, workers_.size())].islands.push_back(island);
    }
    earlier_s_ = record.elapsed_s;
    for (auto& archive : islands) {
        exchanges_.resume(archive.island, archive.iteration);
        archives_.put(std::move(archive));
    }
}

void Coordinator::send_starts() {
    std::vector<Start> starts(workers_.size());
    for (auto& archive : archives_.all()) {
        starts[worker_of_island(archive.island, workers_.size())].islands.push_back(
            std::move(archive));
    }
    for (std::size_t w = 0; w < workers_.size(); ++w) {
        starts[w].keeps_checkpoints = checkpointer_.is_on();
        starts[w].surveys_first = search_.exhaustive_complexity != 0;
        mailbox_.send(rank_of_worker(w), encode(starts[w]));
    }
}

}  // namespace balmer::islands
