/// \file
/// Rank 0's part of a search: the run directory and all that is written and shown.
#pragma once

#include "balmer/app/console.hpp"
#include "balmer/app/evaluator_names.hpp"
#include "balmer/app/job.hpp"
#include "balmer/app/live_view.hpp"
#include "balmer/app/restart.hpp"
#include "balmer/app/run_directory.hpp"
#include "balmer/app/run_recorder.hpp"
#include "balmer/checkpoint/store.hpp"
#include "balmer/islands/run.hpp"

#include "search_run.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace balmer::app {

OldResults policy_of(SearchOptions const& options);

class SearchRecording {
public:
    /// Takes the run directory and looks at its checkpoint again, now that nobody else can write
    /// there. `record` says which data the job has; `limit_s` is the time this life has, 0: any;
    /// `checked` are entries whose losses are true.
    /// Throws as open_run_directory(), find_restart(), check_job() and check_data() do.
    SearchRecording(Job const& job, SearchOptions const& options, Console& console,
                    report::Record record, double limit_s, NewerEntries const& checked);

    RunDirectory const& directory() const { return *directory_; }
    RunRecorder& recorder() { return *recorder_; }
    bool is_on_terminal() const { return console_.err_width > 0; }
    std::optional<Restart> const& restart() const { return restart_; }

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

    Console console_;
    SearchOptions const& options_;
    Job const& job_;
    /// First in, last out: its lock covers all others.
    std::optional<RunDirectory> directory_;
    std::optional<Restart> restart_;
    std::size_t taken_entries_ = 0;
    std::vector<std::string> entry_problems_;
    checkpoint::Header header_;
    std::unique_ptr<checkpoint::Store> store_;
    std::unique_ptr<LiveView> view_;
    std::optional<RunRecorder> recorder_;
};

}  // namespace balmer::app
