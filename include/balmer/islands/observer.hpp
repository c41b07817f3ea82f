/// \file
/// Interface for reporting a run: files, logs, the live view.
#pragma once

#include "balmer/checkpoint/store.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/islands/status.hpp"

#include <string>

namespace balmer::islands {

/// Called on rank 0 between messages. A call that throws (because the disk is full, say) does not
/// end the run: the failure is counted and reported by on_warning, and the call is repeated later.
class RunObserver {
public:
    virtual ~RunObserver() = default;

    /// The hall of fame changed.
    virtual void on_hall_of_fame(evolve::HallOfFame const& hall_of_fame,
                                 RunStatus const& status) = 0;
    /// Every `status_seconds`.
    virtual void on_status(RunStatus const& status) = 0;
    /// A checkpoint with this hall of fame was written; that of the run may be better by now.
    virtual void on_checkpoint(checkpoint::SaveReport const& report,
                               evolve::HallOfFame const& hall_of_fame, RunStatus const& status) = 0;
    /// A line for the log. A persistent failure is reported at each attempt; the observer decides
    /// how often users see it. Exceptions are ignored.
    virtual void on_warning(std::string const& message) = 0;
};

}  // namespace balmer::islands
