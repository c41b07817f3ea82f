#include "recording.hpp"

#include "balmer/base/atomic_file.hpp"
#include "balmer/base/version.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/report/json.hpp"
#include "balmer/report/table.hpp"
#include "balmer/run/checkpoint_facts.hpp"
#include "balmer/run/files.hpp"
#include "balmer/run/newer_entries.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace balmer::search {
namespace {

std::uint64_t iterations_wanted(job::Job const& job) {
    return std::uint64_t{job.search.island_count} * job.search.iterations;
}

run::Start start_of(checkpoint::Checkpoint const& checkpoint) {
    auto const evaluations = run::counter_of(checkpoint, "evaluations").value_or(0);
    return {run::iterations_of(checkpoint), static_cast<std::uint64_t>(evaluations)};
}

double elapsed_s(checkpoint::Checkpoint const& checkpoint) {
    return run::counter_of(checkpoint, "elapsed_s").value_or(0);
}

}  // namespace

Recording::Recording(job::Job const& job, Options const& options, console::Console& console,
                     report::Record record, double limit_s, run::NewerEntries const& checked)
    : console_(console), options_(options), job_(job), entry_problems_(checked.problems) {
    directory_.emplace(run::open_directory(job.run.directory, options.old_results()));
    restart_ = run::find_restart(job);
    run::Start start;
    if (restart_) {
        run::check_job(*restart_, job.run.directory);
        run::check_data(*restart_, record);
        taken_entries_ = run::take_entries(restart_->checkpoint, checked.entries);
        record.front = run::front_of(restart_->checkpoint);
        record.proven_complexity = run::record_of(restart_->checkpoint).proven_complexity;
        start = start_of(restart_->checkpoint);
    }
    header_ = run::header_of(job, record, restart_ ? restart_->checkpoint.header.life + 1 : 1);
    if (options.live && console_.err_width == 0) {
        console_.err_width = 100;
        console_.err_height = 24;
    }
    if (console_.err_width > 0) {
        view_ = std::make_unique<run::TerminalView>(console_);
    } else {
        view_ = std::make_unique<run::LineView>(console_);
    }
    recorder_.emplace(directory_->path, std::move(record),
                      run::Meter(iterations_wanted(job), limit_s, start), *view_);
}

void Recording::begin(std::vector<std::string> const& greeting) {
    store_ = std::make_unique<checkpoint::Store>(directory_->path);
    if (!restart_) write_first_checkpoint();
    write_file_atomically(directory_->path / run::job_name, job::write_job(job_));
    for (auto const& line : greeting) recorder_->tell(line);
    if (!directory_->moved_to.empty()) {
        recorder_->tell("earlier results are now in " + directory_->moved_to.string());
    }
    if (!directory_->lock.is_flock()) {
        recorder_->tell(
            "this file system has no locks: a lease, renewed every ten seconds, keeps other "
            "searches out");
    }
    if (restart_) log_restart();
    islands::RunStatus status;
    status.life = header_.life;
    status.earlier_s = restart_ ? elapsed_s(restart_->checkpoint) : 0;
    recorder_->start(status);
}

void Recording::write_first_checkpoint() {
    checkpoint::Checkpoint first;
    first.header = header_;
    store_->save(std::move(first));
    auto const report = store_->wait();
    if (report.is_written) return;
    run::remove_new_folders(*directory_);
    throw std::runtime_error(fmt::format(
        "cannot write a checkpoint into run directory '{}': {}. Make room there, or choose another "
        "--run directory?",
        directory_->path.string(), report.problem));
}

void Recording::log_restart() {
    auto const& before = restart_->checkpoint;
    recorder_->tell(
        fmt::format("resuming from {}: life {}, {} of {} island iterations done in {} before",
                    restart_->file.string(), header_.life, run::iterations_of(before),
                    iterations_wanted(job_), run::clock_text(elapsed_s(before))));
    log_checkpoint();
}

void Recording::log_checkpoint() {
    auto const& before = restart_->checkpoint;
    for (auto const& warning : restart_->warnings) recorder_->tell("WARNING: " + warning);
    for (auto const& change : restart_->changes) recorder_->tell("changed: " + describe(change));
    if (before.header.version != version() || before.header.commit != commit()) {
        recorder_->tell(fmt::format("the checkpoint was written by balmer {} ({}), this is {} ({})",
                                    before.header.version, before.header.commit, version(),
                                    commit()));
    }
    if (taken_entries_ > 0) {
        recorder_->tell(fmt::format("{} entries of {} are newer than the checkpoint and are kept",
                                    taken_entries_, run::hall_of_fame_json));
    }
    for (auto const& problem : entry_problems_) {
        recorder_->tell("WARNING: " + problem + "; the run uses the checkpoint's entries");
    }
}

void Recording::fill(islands::RunPlan& plan) {
    plan.observer = &*recorder_;
    plan.store = store_.get();
    plan.header = header_;
    if (restart_) plan.resume = std::move(restart_->checkpoint);
}

void Recording::report_already_finished() {
    write_file_atomically(directory_->path / run::job_name, job::write_job(job_));
    run::write_hall_of_fame(directory_->path, recorder_->record());
    log_checkpoint();
    islands::RunStatus status;
    status.life = restart_->checkpoint.header.life;
    status.earlier_s = elapsed_s(restart_->checkpoint);
    bool const has_loss = run::has_reached_loss(restart_->checkpoint, job_.search);
    bool const has_iterations = run::has_all_iterations(restart_->checkpoint, job_.search);
    // A run that was stopped just when it finished has another reason in its last record.
    std::string const reason(islands::name(has_loss ? islands::EndReason::loss_reached
                                                    : islands::EndReason::iterations_done));
    if (run::last_end_reason(directory_->path) != reason) recorder_->note_finished(status, reason);
    recorder_->tell(fmt::format(
        "already finished{}: {} of {} island iterations done in {}; results are in {}. {} to "
        "continue the search",
        has_loss ? " (search.stop_at_loss reached)" : "", run::iterations_of(restart_->checkpoint),
        iterations_wanted(job_), run::clock_text(elapsed_s(restart_->checkpoint)),
        directory_->path.string(),
        !has_loss        ? "Raise search.iterations"
        : has_iterations ? "Lower search.stop_at_loss and raise search.iterations"
                         : "Lower search.stop_at_loss"));
}

void Recording::print_results() {
    auto const& record = recorder_->record();
    console_.out << (options_.json ? report::to_json(record)
                                   : report::to_table(record, {.width = console_.out_width}))
                 << std::flush;
}

}  // namespace balmer::search
