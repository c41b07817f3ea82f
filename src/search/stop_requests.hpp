/// \file
/// What can end a run early: a signal on any rank, a file STOP, SLURM's time limit.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/console/console.hpp"
#include "balmer/console/signals.hpp"
#include "balmer/run/directory.hpp"
#include "balmer/run/slurm_limit.hpp"

#include <string>

namespace balmer::search {

/// What asked a run to end, in the words of the log and of progress.jsonl.
struct StopCause {
    /// "SIGUSR1", "file STOP", "SLURM's time limit"; empty if nothing did.
    std::string text = {};
    /// "signal", "stop_file", "slurm_time_limit"; empty if nothing did.
    std::string name = {};
};

class StopRequests {
public:
    /// `directory` and `limit` are null on all ranks but 0. The arguments must outlive this object.
    StopRequests(console::StopSignals const& signals, run::Directory const* directory,
                 run::SlurmLimit* limit, console::Console& console);

    /// Checks the signals; once a second also the run directory and SLURM's limit.
    bool is_wanted();

    /// Ends the process if another run has taken the lock of the run directory: nothing may be
    /// written any more, not even what stack unwinding would save.
    void end_without_lock() const;

    StopCause cause() const;

private:
    console::StopSignals const& signals_;
    run::Directory const* directory_;
    run::SlurmLimit* limit_;
    console::Console& console_;
    Stopwatch since_look_;
    bool is_stop_file_seen_ = false;
};

}  // namespace balmer::search
