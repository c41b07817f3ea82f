/// \file
/// Who watches a run: files, logs, the live view.
#pragma once

#include "balmer/checkpoint/store.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/islands/status.hpp"

#include <string>

namespace balmer::islands {

/// Called on rank 0 between messages. A call that throws (a full disk) does not end the run: it is
/// counted, told by on_warning, and made again later.
class RunObserver {
public:
    virtual ~RunObserver() = default;

    /// The hall of fame changed.
    virtual void on_hall_of_fame(evolve::HallOfFame const& hall_of_fame,
                                 RunStatus const& status) = 0;
    /// Every `status_seconds`.
    virtual void on_status(RunStatus const& status) = 0;
    /// A checkpoint was written, with this hall of fame in it; that of the run may be better by
    /// now.
    virtual void on_checkpoint(checkpoint::SaveReport const& report,
                               evolve::HallOfFame const& hall_of_fame, RunStatus const& status) = 0;
    /// A line for the log; a failure that lasts is told of at each try, so the observer says how
    /// often people hear of it. What it throws is lost.
    virtual void on_warning(std::string const& message) = 0;
};

}  // namespace balmer::islands
