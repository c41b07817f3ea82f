/// \file
/// Rank 0's part of a search: the run directory, its files, and the display of progress.
#pragma once

#include "balmer/checkpoint/store.hpp"
#include "balmer/console/console.hpp"
#include "balmer/islands/run.hpp"
#include "balmer/job/job.hpp"
#include "balmer/run/directory.hpp"
#include "balmer/run/live_view.hpp"
#include "balmer/run/newer_entries.hpp"
#include "balmer/run/recorder.hpp"
#include "balmer/run/restart.hpp"
#include "balmer/search/options.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace balmer::search {

class Recording {
public:
    /// Locks the run directory and reads its checkpoint again, now that no other process can write
    /// there. `record` describes the data; `limit_s` is the time until this run must end (0: no
    /// limit); `checked` has entries whose losses have been verified.
    /// Throws as run::open_directory(), find_restart(), check_job() and check_data() do.
    Recording(job::Job const& job, Options const& options, console::Console& console,
              report::Record record, double limit_s, run::NewerEntries const& checked);

    run::Directory const& directory() const { return *directory_; }
    run::Recorder& recorder() { return *recorder_; }
    bool is_on_terminal() const { return console_.err_width > 0; }
    std::optional<run::Restart> const& restart() const { return restart_; }

    /// Writes what must exist before any work: the first checkpoint, then job.toml, then the first
    /// lines of log and progress. If killed in between, the same command resumes from these.
    void begin(std::vector<std::string> const& greeting);

    /// Sets the observer, the checkpoint store and the checkpoint to resume from.
    void fill(islands::RunPlan& plan);

    /// Logs that nothing is left to do, and rewrites the result files.
    void report_already_finished();

    void print_results();

private:
    void write_first_checkpoint();
    void log_restart();
    /// Logs warnings and changes that concern the checkpoint and hall_of_fame.json.
    void log_checkpoint();

    console::Console console_;
    Options const& options_;
    job::Job const& job_;
    /// Declared first, destroyed last: its lock protects what the others write.
    std::optional<run::Directory> directory_;
    std::optional<run::Restart> restart_;
    std::size_t taken_entries_ = 0;
    std::vector<std::string> entry_problems_;
    checkpoint::Header header_;
    std::unique_ptr<checkpoint::Store> store_;
    std::unique_ptr<run::LiveView> view_;
    std::optional<run::Recorder> recorder_;
};

}  // namespace balmer::search
