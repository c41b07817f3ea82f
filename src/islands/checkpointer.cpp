#include "checkpointer.hpp"

#include <algorithm>
#include <utility>

namespace balmer::islands {

Checkpointer::Checkpointer(checkpoint::Store* store, RunSettings const& settings)
    : store_(store),
      interval_s_(settings.checkpoint_seconds),
      retry_s_(settings.checkpoint_retry_seconds) {}

bool Checkpointer::is_due() const {
    if (!is_on() || interval_s_ <= 0 || is_saving()) return false;
    double const wait_s = problem_.empty() ? interval_s_ : std::min(interval_s_, retry_s_);
    return since_save_.elapsed_s() >= wait_s;
}

void Checkpointer::save(checkpoint::Checkpoint checkpoint, RunVersion const& version,
                        evolve::HallOfFame const& hall_of_fame) {
    save_is_requested_ = false;
    saved_version_ = version;
    saved_hall_of_fame_ = hall_of_fame;
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
    // The pause before the next attempt begins when this one has ended.
    if (!report.is_written) since_save_.restart();
    return report;
}

}  // namespace balmer::islands
