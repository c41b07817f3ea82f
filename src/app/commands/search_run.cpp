#include "search_run.hpp"

#include "balmer/app/job_file.hpp"
#include "balmer/app/live_view.hpp"
#include "balmer/app/run_directory.hpp"
#include "balmer/app/run_recorder.hpp"
#include "balmer/app/signals.hpp"
#include "balmer/app/together.hpp"
#include "balmer/app/version_text.hpp"
#include "balmer/base/atomic_file.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/base/version.hpp"
#include "balmer/islands/run.hpp"
#include "balmer/parallel/mpi_mailbox.hpp"
#include "balmer/report/json.hpp"
#include "balmer/report/table.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace balmer::app {
namespace {

using parallel::Communicator;

/// What every rank knows of the search.
struct SharedJob {
    Job job;
    /// On rank 0; elsewhere of the row count alone.
    data::Schema schema;
};

parallel::Bytes bytes_of(std::string const& text) {
    auto const* first = reinterpret_cast<std::byte const*>(text.data());
    return {first, first + text.size()};
}

std::string text_of(parallel::Bytes const& bytes) {
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

OldResults policy_of(SearchOptions const& options) {
    return options.fresh ? OldResults::keep_under_another_name : OldResults::refuse;
}

/// Rank 0 reads and checks the job; the others get it from there, not from the file.
SharedJob share_job(Communicator const& communicator, SearchOptions const& options,
                    Console& console) {
    bool const is_first = communicator.rank() == 0;
    auto checked = together(communicator, console, [&] {
        return is_first ? load_job(options.job, options.overrides, policy_of(options),
                                   options.run_directory)
                        : CheckedJob{};
    });
    auto const text = communicator.broadcast(bytes_of(is_first ? write_job(checked.job) : ""));
    auto const rows = communicator.broadcast(bytes_of(std::to_string(checked.schema.row_count)));
    if (!is_first) {
        checked.job = read_job(text_of(text), "job.toml").job;
        checked.schema.row_count = std::stoull(text_of(rows));
    }
    return {std::move(checked.job), std::move(checked.schema)};
}

/// Islands of this rank: island k lives on worker k mod W, and rank 0 works where it is alone.
std::vector<std::size_t> own_islands(Communicator const& communicator, std::size_t island_count) {
    auto const worker_count = static_cast<std::size_t>(std::max(communicator.size() - 1, 1));
    std::vector<std::size_t> islands;
    if (communicator.size() > 1 && communicator.rank() == 0) return islands;
    auto const first = static_cast<std::size_t>(std::max(communicator.rank() - 1, 0));
    for (auto k = first; k < island_count; k += worker_count) islands.push_back(k);
    return islands;
}

/// Shards read before the run directory is made, so that bad events leave nothing behind.
class ShardStore {
public:
    ShardStore(data::SourceSpec const& spec, data::ShardPlan plan,
               std::vector<std::size_t> const& shards)
        : spec_(spec), plan_(plan) {
        if (shards.empty()) return;
        auto tables = data::read_shards(spec_, plan_, shards);
        for (std::size_t i = 0; i < shards.size(); ++i) {
            tables_.emplace(shards[i], std::move(tables[i]));
        }
    }

    /// Gives the shards away; what is not in store is read.
    std::vector<data::Table<double>> take(std::vector<std::size_t> const& shards) {
        std::vector<data::Table<double>> taken;
        for (auto const shard : shards) {
            auto const found = tables_.find(shard);
            if (found == tables_.end()) {
                taken.push_back(std::move(data::read_shards(spec_, plan_, {shard}).front()));
            } else {
                taken.push_back(std::move(found->second));
                tables_.erase(found);
            }
        }
        return taken;
    }

private:
    data::SourceSpec spec_;
    data::ShardPlan plan_;
    std::map<std::size_t, data::Table<double>> tables_;
};

report::Record empty_record(SharedJob const& shared) {
    auto const& job = shared.job;
    return {.features = shared.schema.features,
            .target = shared.schema.target,
            .provenance = {.version = version(),
                           .commit = commit(),
                           .data_file = job.data.file.string(),
                           .content_hash = data::content_hash(job.data),
                           .seed = job.search.seed,
                           .row_count = shared.schema.row_count},
            .front = {}};
}

/// True once someone wants the run to end: a signal on any rank, a file STOP seen by rank 0.
class StopWatch {
public:
    StopWatch(StopSignals const& signals, std::filesystem::path stop_file)
        : signals_(signals), stop_file_(std::move(stop_file)) {}

    bool operator()() {
        if (signals_.caught() != 0) return true;
        if (stop_file_.empty() || since_look_.elapsed_s() < 1.0) return false;
        since_look_.restart();
        std::error_code unreachable;
        return std::filesystem::exists(stop_file_, unreachable);
    }

private:
    StopSignals const& signals_;
    std::filesystem::path stop_file_;
    Stopwatch since_look_;
};

islands::RunPlan plan_of(Job const& job, bool is_on_terminal) {
    islands::RunPlan plan;
    plan.search = job.search;
    plan.run.max_seconds = 3600 * job.run.max_hours;
    plan.run.scoring_share = job.run.scoring_share;
    plan.run.status_seconds = is_on_terminal ? 0.5 : 1.0;
    plan.run.report_seconds = 1.0;
    return plan;
}

/// How the run ended, for people.
std::string farewell(islands::EndReason reason, StopSignals const& signals,
                     std::filesystem::path const& directory) {
    auto why = std::string(islands::describe(reason));
    if (signals.caught() != 0) why += fmt::format(" ({})", signal_name(signals.caught()));
    bool const finished =
        reason == islands::EndReason::iterations_done || reason == islands::EndReason::loss_reached;
    return fmt::format("{}: {}; results are in {}{}", finished ? "finished" : "ended early", why,
                       directory.string(),
                       finished ? "" : " (to search on from the start: --fresh, or another --run)");
}

ExitCode code_of(islands::EndReason reason) {
    switch (reason) {
        case islands::EndReason::iterations_done:
        case islands::EndReason::loss_reached:
            return exit_finished;
        case islands::EndReason::time_limit:
        case islands::EndReason::stop_requested:
            break;
    }
    return exit_unfinished;
}

std::string greeting(SharedJob const& shared, Communicator const& communicator) {
    auto const& search = shared.job.search;
    auto const worker_count = static_cast<std::uint32_t>(std::max(communicator.size() - 1, 1));
    auto text =
        fmt::format("{}: {} events in {} islands on {} worker{}; run directory {}", created_by(),
                    shared.schema.row_count, search.island_count, worker_count,
                    worker_count == 1 ? "" : "s", shared.job.run.directory.string());
    if (worker_count > search.island_count) {
        text += fmt::format(" ({} workers idle: more than islands)",
                            worker_count - search.island_count);
    }
    return text;
}

/// Below this an island's formulas follow the noise of its shard.
constexpr std::size_t few_rows = 1000;

/// What someone should think about who starts this job; empty where there is nothing.
std::string advice(SharedJob const& shared) {
    auto const rows = shared.schema.row_count / shared.job.search.island_count;
    if (rows >= few_rows) return {};
    return fmt::format(
        "only {} events an island: formulas there follow noise that all events do not have. Set "
        "search.islands to {}?",
        rows, std::max<std::size_t>(1, shared.schema.row_count / few_rows));
}

/// Rank 0's part: the run directory and all that is written and shown.
class Recording {
public:
    Recording(SharedJob const& shared, SearchOptions const& options, Console& console,
              report::Record record)
        : console_(console), options_(options) {
        auto const& job = shared.job;
        directory_.emplace(open_run_directory(job.run.directory, policy_of(options)));
        write_file_atomically(directory_->path / "job.toml", write_job(job));
        if (options.live && console_.err_width == 0) {
            console_.err_width = 100;
            console_.err_height = 24;
        }
        if (console_.err_width > 0) {
            view_ = std::make_unique<TerminalView>(console_);
        } else {
            view_ = std::make_unique<LineView>(console_);
        }
        auto const iterations = std::uint64_t{job.search.island_count} * job.search.iterations;
        recorder_.emplace(directory_->path, std::move(record),
                          RunMeter(iterations, 3600 * job.run.max_hours), *view_);
    }

    RunDirectory const& directory() const { return *directory_; }
    RunRecorder& recorder() { return *recorder_; }
    bool is_on_terminal() const { return console_.err_width > 0; }

    void greet(std::string const& greeting) {
        recorder_->tell(greeting);
        if (!directory_->moved_to.empty()) {
            recorder_->tell("earlier results are now in " + directory_->moved_to.string());
        }
        if (!directory_->lock.is_held()) {
            recorder_->tell("this file system has no locks: nothing keeps a second search out");
        }
    }

    void print_results() {
        auto const& record = recorder_->record();
        console_.out << (options_.json ? report::to_json(record)
                                       : report::to_table(record, {.width = console_.out_width}))
                     << std::flush;
    }

private:
    Console console_;
    SearchOptions const& options_;
    std::optional<RunDirectory> directory_;
    std::unique_ptr<LiveView> view_;
    std::optional<RunRecorder> recorder_;
};

}  // namespace

int run_search(Communicator const& communicator, SearchOptions const& options, Console& console) {
    bool const is_first = communicator.rank() == 0;
    StopSignals const signals;
    auto const shared = share_job(communicator, options, console);
    auto const& job = shared.job;

    report::Record record;
    auto shards = together(communicator, console, [&] {
        if (is_first) record = empty_record(shared);
        return ShardStore(job.data, {shared.schema.row_count, job.search.island_count},
                          own_islands(communicator, job.search.island_count));
    });
    std::unique_ptr<Recording> recording;
    together(communicator, console, [&] {
        if (!is_first) return;
        recording = std::make_unique<Recording>(shared, options, console, std::move(record));
        recording->greet(greeting(shared, communicator));
        if (auto const text = advice(shared); !text.empty()) recording->recorder().tell(text);
    });

    auto plan = plan_of(job, is_first && recording->is_on_terminal());
    plan.load_shards = [&](std::vector<std::size_t> const& wanted) { return shards.take(wanted); };
    plan.observer = is_first ? &recording->recorder() : nullptr;
    plan.run.stop_requested =
        StopWatch(signals, is_first ? recording->directory().path / "STOP" : "");
    auto const mailbox = parallel::make_mailbox(communicator);
    auto const result = islands::run_islands(*mailbox, plan);
    if (is_first) {
        recording->recorder().finish(
            result.hall_of_fame, result.status,
            farewell(result.end_reason, signals, recording->directory().path));
        recording->print_results();
    }
    return code_of(result.end_reason);
}

}  // namespace balmer::app
