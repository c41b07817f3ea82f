/// \file
/// The phases in which a run ends, and the wall time that each may take.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/islands/settings.hpp"
#include "balmer/islands/status.hpp"

#include "stop_watcher.hpp"

#include <optional>

namespace balmer::islands {

class Ending {
public:
    explicit Ending(RunSettings const& settings);

    Phase phase() const { return phase_; }
    /// Why evolution ended; nullopt while islands evolve.
    std::optional<EndReason> reason() const { return reason_; }
    double elapsed_s() const { return elapsed_.elapsed_s(); }

    /// Another rank was asked to stop.
    void request_stop() { stop_.request(); }
    /// Whether a stop was requested or the time limit is reached.
    std::optional<EndReason> reason_from_outside();

    /// Evolution ends: the workers are asked to halt.
    void halt(EndReason reason);
    /// All workers have halted: pending candidates are scored.
    void finish() { phase_ = Phase::finishing; }
    /// Scoring ends: the workers are asked to leave.
    void close() { phase_ = Phase::closing; }
    void end() { phase_ = Phase::closed; }

    /// Since evolution ended [s]; 0 while islands evolve.
    double finishing_s() const { return reason_ ? since_halt_.elapsed_s() : 0; }
    /// The time for pending candidates and polish [s].
    double finish_limit_s() const;
    /// It is over.
    bool finishing_took_too_long() const;

private:
    double max_s_;
    double finish_s_;
    double stop_finish_s_;
    Phase phase_ = Phase::evolving;
    std::optional<EndReason> reason_;
    StopWatcher stop_;
    Stopwatch elapsed_;
    Stopwatch since_halt_;
};

}  // namespace balmer::islands
