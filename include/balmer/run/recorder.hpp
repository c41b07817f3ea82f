/// \file
/// Writes the progress of a run to files, log and live view.
#pragma once

#include "balmer/base/stopwatch.hpp"
#include "balmer/islands/observer.hpp"
#include "balmer/report/record.hpp"
#include "balmer/run/live_view.hpp"
#include "balmer/run/summary.hpp"
#include "balmer/run/warning_filter.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace balmer::run {

/// How a run ended.
struct Ending {
    /// For scripts, the field `reason` in the last record of progress.jsonl: "iterations_done",
    /// "loss_reached", "time_limit", "slurm_time_limit", "stop_file", "signal", "stop_requested"
    /// (by another rank) or "rank_lost".
    std::string reason;
    /// For the log.
    std::string message;
};

class Recorder final : public islands::RunObserver {
public:
    /// `record` contains the front at the start. The view must outlive this object.
    Recorder(std::filesystem::path directory, report::Record record, Meter meter, LiveView& view);

    void on_hall_of_fame(evolve::HallOfFame const& hall_of_fame,
                         islands::RunStatus const& status) override;
    void on_status(islands::RunStatus const& status) override;
    void on_checkpoint(checkpoint::SaveReport const& report, evolve::HallOfFame const& hall_of_fame,
                       islands::RunStatus const& status) override;
    /// Repeated warnings are logged at increasing intervals.
    void on_warning(std::string const& message) override;

    /// Writes the first record of this run into progress.jsonl: "start", or "restart" after a
    /// resume.
    void start(islands::RunStatus const& status);

    /// Records in progress.jsonl that an earlier run had finished already.
    void note_finished(islands::RunStatus const& status, std::string const& reason);

    /// Writes the last state and logs how the run ended. Tries every step even if another failed.
    /// Returns why the hall of fame could not be written.
    std::vector<std::string> finish(std::vector<evolve::HallOfFameEntry> const& front,
                                    islands::RunStatus const& status, Ending const& ending);

    /// Writes a line to log.txt and to the view.
    void tell(std::string const& message);

    report::Record const& record() const { return record_; }

private:
    bool note_survey(islands::RunStatus const& status);
    /// Writes a record to progress.jsonl.
    void note_progress(Summary const& summary, std::string const& event);

    std::filesystem::path directory_;
    report::Record record_;
    Meter meter_;
    LiveView& view_;
    WarningFilter warnings_;
    Stopwatch since_start_;
    double next_progress_s_ = 0;
    double next_log_s_ = 60;
    std::uint64_t reported_checkpoint_failures_ = 0;
};

}  // namespace balmer::run
