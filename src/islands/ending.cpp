#include "ending.hpp"

#include <algorithm>

namespace balmer::islands {

Ending::Ending(RunSettings const& settings)
    : max_s_(settings.max_seconds),
      finish_s_(settings.finish_seconds),
      stop_finish_s_(settings.stop_finish_seconds),
      stop_(settings.stop_requested) {}

std::optional<EndReason> Ending::reason_from_outside() {
    if (stop_.wants_stop()) return EndReason::stop_requested;
    if (max_s_ > 0 && elapsed_s() >= max_s_) return EndReason::time_limit;
    return std::nullopt;
}

void Ending::halt(EndReason reason) {
    reason_ = reason;
    phase_ = Phase::halting;
    since_halt_.restart();
}

double Ending::finish_limit_s() const {
    // A user or batch system that asks a run to stop may kill it soon.
    return reason_ == EndReason::stop_requested ? std::min(finish_s_, stop_finish_s_) : finish_s_;
}

bool Ending::finishing_took_too_long() const { return since_halt_.elapsed_s() >= finish_limit_s(); }

}  // namespace balmer::islands
