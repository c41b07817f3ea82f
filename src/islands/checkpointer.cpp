#include "balmer/islands/checkpointer.hpp"

#include <algorithm>
#include <utility>

namespace balmer::islands {

Checkpointer::Checkpointer(checkpoint::Store* store, std::size_t island_count,
                           RunSettings const& settings)
    : store_(store),
      interval_s_(settings.checkpoint_seconds),
      retry_s_(settings.checkpoint_retry_seconds),
      latest_(island_count),
      is_missing_(island_count) {}

bool Checkpointer::is_due() const {
    if (!is_on() || interval_s_ <= 0 || gathering_ || is_saving()) return false;
    double const wait_s = problem_.empty() ? interval_s_ : std::min(interval_s_, retry_s_);
    return since_save_.elapsed_s() >= wait_s;
}

void Checkpointer::gather() {
    gathering_ = true;
    is_missing_.assign(is_missing_.size(), true);
    since_gather_.restart();
}

bool Checkpointer::is_gathered() const {
    if (!gathering_) return false;
    bool const all_are_there = std::ranges::find(is_missing_, true) == is_missing_.end();
    return all_are_there || since_gather_.elapsed_s() >= gather_s;
}

void Checkpointer::put(checkpoint::IslandArchive archive) {
    auto const k = archive.island;
    is_missing_.at(k) = false;
    if (!archive.bytes.empty()) latest_[k] = std::move(archive);
}

std::vector<checkpoint::IslandArchive> Checkpointer::archives() const {
    std::vector<checkpoint::IslandArchive> archives;
    for (auto const& archive : latest_) {
        if (archive) archives.push_back(*archive);
    }
    return archives;
}

void Checkpointer::save(checkpoint::Checkpoint checkpoint) {
    gathering_ = false;
    since_save_.restart();
    store_->save(std::move(checkpoint));
}

std::optional<checkpoint::SaveReport> Checkpointer::poll() {
    if (!is_saving()) return std::nullopt;
    auto report = store_->poll();
    if (!report) return std::nullopt;
    return take(std::move(*report));
}

std::optional<checkpoint::SaveReport> Checkpointer::wait() {
    if (!is_saving()) return std::nullopt;
    return take(store_->wait());
}

checkpoint::SaveReport Checkpointer::take(checkpoint::SaveReport report) {
    ++(report.is_written ? written_count_ : failure_count_);
    problem_ = report.is_written ? "" : report.problem;
    // The pause before the next try begins when this one has ended.
    if (!report.is_written) since_save_.restart();
    return report;
}

}  // namespace balmer::islands
