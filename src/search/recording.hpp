/// \file
/// Rank 0's part of a search: the run directory and all that is written and shown.
#pragma once

#include "balmer/checkpoint/store.hpp"
#include "balmer/console/console.hpp"
#include "balmer/islands/run.hpp"
#include "balmer/job/job.hpp"
#include "balmer/run/directory.hpp"
#include "balmer/run/live_view.hpp"
#include "balmer/run/recorder.hpp"
#include "balmer/run/restart.hpp"
#include "balmer/scoring/evaluator_names.hpp"
#include "balmer/search/search_run.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace balmer::search {

run::OldResults policy_of(Options const& options);

class Recording {
public:
    /// Takes the run directory and looks at its checkpoint again, now that nobody else can write
    /// there. `record` says which data the job has; `limit_s` is the time this life has, 0: any;
    /// `checked` are entries whose losses are true.
    /// Throws as open_run_directory(), find_restart(), check_job() and check_data() do.
    Recording(job::Job const& job, Options const& options, console::Console& console,
              report::Record record, double limit_s, run::NewerEntries const& checked);

    run::Directory const& directory() const { return *directory_; }
    run::Recorder& recorder() { return *recorder_; }
    bool is_on_terminal() const { return console_.err_width > 0; }
    std::optional<run::Restart> const& restart() const { return restart_; }

    /// Writes what must stand before any work: the first checkpoint, then job.toml, then the first
    /// lines of log and progress. Killed in between, the same command goes on from what is there.
    void begin(std::vector<std::string> const& greeting);

    /// What the islands need of it.
    void fill(islands::RunPlan& plan);

    /// Says that nothing is left to do, and sees that the results stand in their files.
    void say_already_finished();

    void print_results();

private:
    void write_first_checkpoint();
    void tell_of_restart();
    /// What people must know of the checkpoint and of what stands beside it.
    void tell_of_checkpoint();

    console::Console console_;
    Options const& options_;
    job::Job const& job_;
    /// First in, last out: its lock covers all others.
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
