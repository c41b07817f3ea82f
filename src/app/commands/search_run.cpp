#include "search_run.hpp"

#include "balmer/app/evaluator_names.hpp"
#include "balmer/app/job_file.hpp"
#include "balmer/app/live_view.hpp"
#include "balmer/app/run_directory.hpp"
#include "balmer/app/run_recorder.hpp"
#include "balmer/app/signals.hpp"
#include "balmer/app/together.hpp"
#include "balmer/app/version_text.hpp"
#include "balmer/base/atomic_file.hpp"
#include "balmer/base/error.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/base/version.hpp"
#include "balmer/islands/hosting.hpp"
#include "balmer/islands/run.hpp"
#include "balmer/parallel/mpi_mailbox.hpp"
#include "balmer/report/json.hpp"
#include "balmer/report/table.hpp"

#include "backend_option.hpp"
#include "value_range.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::app {
namespace {

using parallel::Communicator;

/// What every rank knows of the search.
struct SharedJob {
    Job job;
    /// On rank 0; elsewhere of the row count alone.
    data::Schema schema;
    std::vector<std::string> feature_names;
};

parallel::Bytes bytes_of(std::string const& text) {
    auto const* first = reinterpret_cast<std::byte const*>(text.data());
    return {first, first + text.size()};
}

std::string text_of(parallel::Bytes const& bytes) {
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

std::vector<std::string> lines_of(std::string const& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
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
    auto const names = text_of(communicator.broadcast(
        bytes_of(fmt::format("{}", fmt::join(checked.schema.feature_names(), "\n")))));
    if (!is_first) {
        checked.job = read_job(text_of(text), "job.toml").job;
        checked.schema.row_count = std::stoull(text_of(rows));
    }
    return {std::move(checked.job), std::move(checked.schema), lines_of(names)};
}

/// Shards read before the run directory is made, so that bad events leave nothing behind.
class ShardStore {
public:
    ShardStore(data::SourceSpec const& spec, data::ShardPlan const& plan,
               std::vector<std::size_t> const& shards) {
        if (shards.empty()) return;
        auto tables = data::read_shards(spec, plan, shards);
        for (std::size_t i = 0; i < shards.size(); ++i) {
            tables_.emplace(shards[i], std::move(tables[i]));
        }
    }

    /// Throws DataError for numbers beyond the precision chosen, on the first shard that has them.
    /// What is coarse is told by the host of island 0: the other shards are like it.
    void check_values(SharedJob const& shared, Console& console) const {
        for (auto const& [shard, table] : tables_) {
            auto const report =
                check_value_range(table, shared.feature_names, shared.job.data.target,
                                  shared.job.search.double_precision);
            if (!report.problems.empty()) throw DataError(report.problems);
            if (shard != 0) continue;
            for (auto const& warning : report.warnings) console.err << warning << std::endl;
        }
    }

    /// Gives the shards away. Throws std::out_of_range for one not in store: the run would ask for
    /// islands that are not this rank's.
    std::vector<data::Table<double>> take(std::vector<std::size_t> const& shards) {
        std::vector<data::Table<double>> taken;
        for (auto const shard : shards) {
            taken.push_back(std::move(tables_.at(shard)));
            tables_.erase(shard);
        }
        return taken;
    }

private:
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
class StopRequests {
public:
    StopRequests(StopSignals const& signals, std::filesystem::path stop_file)
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

islands::RunPlan plan_of(Job const& job, eval::Backend backend, bool is_on_terminal) {
    islands::RunPlan plan;
    plan.search = job.search;
    plan.run.backend = backend;
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

/// What makes a run a failed one, though its files are written.
void throw_if_unfit(islands::RunResult const& result) {
    if (!result.lost_ranks.empty()) {
        throw std::runtime_error(
            fmt::format("rank {} did not answer when the run was to end (its process is stopped or "
                        "gone). The results that were there are written; look at its node?",
                        fmt::join(result.lost_ranks, ", ")));
    }
    if (result.hall_of_fame.front().empty() &&
        result.end_reason == islands::EndReason::iterations_done) {
        throw std::runtime_error(
            "the search found no formula at all: the hall of fame is empty (no candidate had a "
            "finite loss on all events at an optimum of its constants). Look at the columns with "
            "balmer inspect, or search longer?");
    }
}

std::string greeting(SharedJob const& shared, Communicator const& communicator) {
    auto const& search = shared.job.search;
    auto const worker_count = static_cast<std::uint32_t>(std::max(communicator.size() - 1, 1));
    return fmt::format("{}: {} events in {} islands on {} worker{}; run directory {}", created_by(),
                       shared.schema.row_count, search.island_count, worker_count,
                       worker_count == 1 ? "" : "s", shared.job.run.directory.string());
}

/// Below this an island's formulas follow the noise of its shard.
constexpr std::size_t few_rows = 1000;

/// What someone should think about who starts this job; empty where there is nothing.
std::string advice(SharedJob const& shared) {
    auto const rows = shared.schema.row_count / shared.job.search.island_count;
    if (rows >= few_rows) return {};
    auto const few = fmt::format("only {} events an island: formulas there follow noise", rows);
    if (shared.job.search.island_count == 1) {
        return few + " (more events would help, and nothing else: it is one island already)";
    }
    return fmt::format("{} that all events do not have. Set search.islands to {}?", few,
                       std::max<std::size_t>(1, shared.schema.row_count / few_rows));
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

    void greet(std::string const& greeting, std::vector<EvaluatorName> const& evaluators) {
        recorder_->tell(greeting);
        for (auto const& line : describe_evaluators(evaluators)) recorder_->tell(line);
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
    auto const backend =
        together(communicator, console, [&] { return choose_backend(options.backend); });
    auto const shared = share_job(communicator, options, console);
    auto const& job = shared.job;

    report::Record record;
    auto shards = together(communicator, console, [&] {
        if (is_first) record = empty_record(shared);
        ShardStore store(job.data, {shared.schema.row_count, job.search.island_count},
                         islands::islands_of_rank(communicator.rank(), communicator.size(),
                                                  job.search.island_count));
        store.check_values(shared, console);
        return store;
    });
    auto const evaluators =
        gather_evaluator_names(communicator, backend, job.search.double_precision);
    std::unique_ptr<Recording> recording;
    together(communicator, console, [&] {
        if (!is_first) return;
        recording = std::make_unique<Recording>(shared, options, console, std::move(record));
        recording->greet(greeting(shared, communicator), evaluators);
        if (auto const text = advice(shared); !text.empty()) recording->recorder().tell(text);
    });

    auto plan = plan_of(job, backend, is_first && recording->is_on_terminal());
    plan.load_shards = [&](std::vector<std::size_t> const& wanted) { return shards.take(wanted); };
    plan.observer = is_first ? &recording->recorder() : nullptr;
    plan.run.stop_requested =
        StopRequests(signals, is_first ? recording->directory().path / "STOP" : "");
    auto const mailbox = parallel::make_mailbox(communicator);
    auto const result = islands::run_islands(*mailbox, plan);
    if (is_first) {
        recording->recorder().finish(
            result.hall_of_fame, result.status,
            farewell(result.end_reason, signals, recording->directory().path));
        recording->print_results();
        throw_if_unfit(result);
    }
    return code_of(result.end_reason);
}

}  // namespace balmer::app
