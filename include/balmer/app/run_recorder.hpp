/// \file
/// Turns what a run tells into files, log lines and the live view.
#pragma once

#include "balmer/app/live_view.hpp"
#include "balmer/app/run_summary.hpp"
#include "balmer/islands/observer.hpp"
#include "balmer/report/record.hpp"

#include <filesystem>
#include <string>

namespace balmer::app {

class RunRecorder final : public islands::RunObserver {
public:
    /// `record` has everything but the front. The view must outlive this object.
    RunRecorder(std::filesystem::path directory, report::Record record, RunMeter meter,
                LiveView& view);

    void on_hall_of_fame(evolve::HallOfFame const& hall_of_fame,
                         islands::RunStatus const& status) override;
    void on_status(islands::RunStatus const& status) override;
    void on_warning(std::string const& message) override;

    /// Writes the last state and says how the run ended, in the log and on the view.
    void finish(evolve::HallOfFame const& hall_of_fame, islands::RunStatus const& status,
                std::string const& message);

    /// A line for log.txt and the view.
    void tell(std::string const& message);

    report::Record const& record() const { return record_; }

private:
    /// A line of progress.jsonl.
    void note_progress(RunSummary const& summary, std::string const& event);

    std::filesystem::path directory_;
    report::Record record_;
    RunMeter meter_;
    LiveView& view_;
    double next_progress_s_ = 0;
    double next_log_s_ = 60;
};

}  // namespace balmer::app
