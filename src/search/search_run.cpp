#include "balmer/search/search_run.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/base/text.hpp"
#include "balmer/base/version.hpp"
#include "balmer/console/signals.hpp"
#include "balmer/console/together.hpp"
#include "balmer/islands/hosting.hpp"
#include "balmer/islands/run.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/parallel/mpi_mailbox.hpp"
#include "balmer/parallel/session.hpp"
#include "balmer/run/directory.hpp"
#include "balmer/run/files.hpp"
#include "balmer/run/rank_hosts.hpp"
#include "balmer/run/restart.hpp"
#include "balmer/run/slurm_limit.hpp"
#include "balmer/scoring/backend_choice.hpp"
#include "balmer/scoring/evaluator_names.hpp"
#include "balmer/search/load_job.hpp"

#include "ending.hpp"
#include "entry_check.hpp"
#include "recording.hpp"
#include "value_range.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace balmer::search {
namespace {

using parallel::Communicator;

/// What every rank knows of the search.
struct SharedJob {
    job::Job job;
    /// On rank 0; elsewhere of the row count alone.
    data::Schema schema;
    std::vector<std::string> feature_names;
    /// On rank 0.
    std::optional<run::Restart> restart;
};

std::vector<std::string> lines_of(std::string const& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// Rank 0 reads and checks the job; the others get it from there, not from the file.
SharedJob share_job(Communicator const& communicator, Options const& options,
                    console::Console& console) {
    bool const is_first = communicator.rank() == 0;
    auto checked = console::together(communicator, console, [&] {
        return is_first ? load_job(options.job, options.overrides, policy_of(options),
                                   options.run_directory)
                        : CheckedJob{};
    });
    auto const text =
        communicator.broadcast(parallel::to_bytes(is_first ? job::write_job(checked.job) : ""));
    auto const rows =
        communicator.broadcast(parallel::to_bytes(std::to_string(checked.schema.row_count)));
    auto const names = parallel::to_text(communicator.broadcast(
        parallel::to_bytes(fmt::format("{}", fmt::join(checked.schema.feature_names(), "\n")))));
    if (!is_first) {
        checked.job = job::read_job(parallel::to_text(text), "job.toml").job;
        checked.schema.row_count = std::stoull(parallel::to_text(rows));
    }
    return {std::move(checked.job), std::move(checked.schema), lines_of(names),
            std::move(checked.restart)};
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
    void check_values(SharedJob const& shared, console::Console& console) const {
        for (auto const& [shard, table] : tables_) {
            auto const report =
                check_value_range(table, shared.feature_names, shared.job.data.target,
                                  shared.job.search.double_precision);
            if (!report.problems.empty()) throw DataError(report.problems);
            if (shard != 0) continue;
            for (auto const& warning : report.warnings) console.err << warning << std::endl;
        }
    }

    std::vector<data::Table<double> const*> tables() const {
        std::vector<data::Table<double> const*> all;
        for (auto const& [shard, table] : tables_) all.push_back(&table);
        return all;
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

/// Of this rank's islands.
ShardStore read_own_shards(Communicator const& communicator, SharedJob const& shared,
                           console::Console& console) {
    auto const island_count = shared.job.search.island_count;
    ShardStore store(
        shared.job.data, {shared.schema.row_count, island_count},
        islands::islands_of_rank(communicator.rank(), communicator.size(), island_count));
    store.check_values(shared, console);
    return store;
}

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

/// Who can end a run before its time: a signal on any rank; on rank 0 also a file STOP and SLURM.
class StopRequests {
public:
    /// On other ranks than 0 no directory and no limit.
    StopRequests(console::StopSignals const& signals, run::Directory const* directory,
                 run::SlurmLimit* limit, console::Console& console)
        : signals_(signals), directory_(directory), limit_(limit), console_(console) {}

    bool is_wanted() {
        if (signals_.caught() != 0) return true;
        if (directory_ == nullptr || since_look_.elapsed_s() < 1.0) return false;
        since_look_.restart();
        end_without_lock();
        std::error_code unreachable;
        is_stop_file_seen_ = std::filesystem::exists(directory_->path / "STOP", unreachable);
        return is_stop_file_seen_ || limit_->reached();
    }

    /// Ends the process where another run took the lock away: nothing may be written any more, not
    /// even what an exception on its way would have saved.
    void end_without_lock() const {
        auto const taker = directory_->lock.taken_by();
        if (!taker) return;
        console::print_error(
            console_,
            std::runtime_error(fmt::format(
                "the lock of run directory '{}' was taken by {} (this process had not "
                "touched it for too long: it slept, or the disk was away; or someone "
                "replaced the lock file). This run ends here and writes nothing more; the "
                "other one goes on with its results",
                directory_->path.string(), *taker)));
        if (parallel::mpi_is_running()) parallel::abort(console::exit_failed);
        std::_Exit(console::exit_failed);
    }

    /// In words; empty where nobody asked.
    std::string cause() const {
        if (signals_.caught() != 0) return console::signal_name(signals_.caught());
        if (is_stop_file_seen_) return "file STOP";
        if (limit_ != nullptr && limit_->has_ended_the_run()) return "SLURM's time limit";
        return {};
    }

private:
    console::StopSignals const& signals_;
    run::Directory const* directory_;
    run::SlurmLimit* limit_;
    console::Console& console_;
    Stopwatch since_look_;
    bool is_stop_file_seen_ = false;
};

/// Time that this life has [s], 0: any.
double limit_s(job::Job const& job, run::SlurmLimit const& slurm) {
    double const own = 3600 * job.run.max_hours;
    auto const left = slurm.seconds_left();
    if (!left) return own;
    return own > 0 ? std::min(own, *left) : *left;
}

islands::RunPlan plan_of(job::Job const& job, eval::Backend backend, bool is_on_terminal) {
    islands::RunPlan plan;
    plan.search = job.search;
    plan.run.backend = backend;
    plan.run.max_seconds = 3600 * job.run.max_hours;
    plan.run.checkpoint_seconds = 60 * job.run.checkpoint_minutes;
    plan.run.lost_seconds = 60 * job.run.lost_minutes;
    plan.run.silence_seconds = job::silence_seconds(job.run);
    plan.run.scoring_share = job.run.scoring_share;
    plan.run.status_seconds = is_on_terminal ? 0.5 : 1.0;
    plan.run.report_seconds = 1.0;
    return plan;
}

std::string greeting(SharedJob const& shared, std::size_t rank_count) {
    auto const& search = shared.job.search;
    auto const worker_count = std::max<std::size_t>(rank_count - 1, 1);
    return fmt::format("{}: {} events in {} islands on {}; run directory {}", created_by(),
                       shared.schema.row_count, search.island_count,
                       counted(worker_count, "worker"), shared.job.run.directory.string());
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

std::vector<std::string> opening_lines(SharedJob const& shared,
                                       std::vector<std::string> const& hosts,
                                       std::vector<scoring::EvaluatorName> const& evaluators,
                                       run::SlurmLimit const& slurm) {
    auto lines = std::vector{greeting(shared, hosts.size()), run::describe_hosts(hosts)};
    for (auto const& line : scoring::describe_evaluators(evaluators)) lines.push_back(line);
    if (auto const text = advice(shared); !text.empty()) lines.push_back(text);
    if (!slurm.note().empty()) lines.push_back(slurm.note());
    return lines;
}

double now_s() { return static_cast<double>(std::time(nullptr)); }

/// Rank 0 knows; collective.
bool agree(Communicator const& communicator, bool on_first) {
    return parallel::to_text(communicator.broadcast(parallel::to_bytes(on_first ? "yes" : "no"))) ==
           "yes";
}

/// Fills the record, and finds what the hall of fame's file has before the checkpoint. Throws
/// DataError where the data are others.
run::NewerEntries look_at_restart(SharedJob const& shared, report::Record& record) {
    record = empty_record(shared);
    if (!shared.restart) return {};
    run::check_data(*shared.restart, record);
    return run::newer_entries(shared.restart->checkpoint, shared.job.run.directory, shared.job);
}

/// Drops the entries whose loss is not what they say; collective.
void check_newer(Communicator const& communicator, ShardStore const& shards, report::Record record,
                 eval::Backend backend, run::NewerEntries& newer) {
    record.front = newer.entries;
    auto checked = check_entries(communicator, shards.tables(), record, backend);
    newer.entries = std::move(checked.sound);
    for (auto const& problem : checked.problems) {
        newer.problems.push_back(fmt::format("{} has an entry that is not true and is dropped: {}",
                                             run::hall_of_fame_json, problem));
    }
}

/// Nothing is left to do: prints what the run found.
void show_finished(SharedJob const& shared, Options const& options, console::Console& console,
                   report::Record record, run::NewerEntries const& checked) {
    Recording recording(shared.job, options, console, std::move(record), 0, checked);
    auto const& restart = recording.restart();
    if (!restart || !run::is_finished(restart->checkpoint, shared.job.search)) {
        throw InputError("run directory '" + shared.job.run.directory.string() +
                         "' was changed by another process just now. Run the same command again");
    }
    recording.say_already_finished();
    recording.print_results();
}

}  // namespace

int run_search(Communicator const& communicator, Options const& options, console::Console& console,
               console::StopSignals const& signals) {
    bool const is_first = communicator.rank() == 0;
    auto const backend = console::together(
        communicator, console, [&] { return scoring::choose_backend(options.backend); });
    auto const shared = share_job(communicator, options, console);
    auto const& job = shared.job;

    report::Record record;
    run::NewerEntries newer;
    console::together(communicator, console, [&] {
        if (is_first) newer = look_at_restart(shared, record);
    });
    bool const is_over = agree(
        communicator, shared.restart && run::is_finished(shared.restart->checkpoint, job.search));
    auto const finish = [&] {
        console::together(communicator, console, [&] {
            if (is_first) show_finished(shared, options, console, std::move(record), newer);
        });
        return console::exit_finished;
    };
    // The events are not needed then.
    if (is_over && agree(communicator, newer.entries.empty())) return finish();
    auto shards = console::together(communicator, console,
                                    [&] { return read_own_shards(communicator, shared, console); });
    check_newer(communicator, shards, record, backend, newer);
    if (is_over) return finish();
    auto const evaluators =
        scoring::gather_evaluator_names(communicator, backend, job.search.double_precision);
    auto const hosts = run::gather_hosts(communicator);
    std::optional<run::SlurmLimit> slurm;
    std::unique_ptr<Recording> recording;
    console::together(communicator, console, [&] {
        if (!is_first) return;
        slurm.emplace([](char const* name) { return std::getenv(name); }, now_s());
        recording = std::make_unique<Recording>(shared.job, options, console, std::move(record),
                                                limit_s(job, *slurm), newer);
        recording->begin(opening_lines(shared, hosts, evaluators, *slurm));
    });

    StopRequests stop(signals, is_first ? &recording->directory() : nullptr,
                      is_first ? &*slurm : nullptr, console);
    auto plan = plan_of(job, backend, is_first && recording->is_on_terminal());
    plan.load_shards = [&](std::vector<std::size_t> const& wanted) { return shards.take(wanted); };
    plan.run.stop_requested = [&] { return stop.is_wanted(); };
    if (is_first) recording->fill(plan);
    auto const mailbox = parallel::make_mailbox(communicator);
    auto const result = islands::run_islands(*mailbox, plan);
    if (is_first) {
        stop.end_without_lock();
        auto const unwritten = recording->recorder().finish(
            result.hall_of_fame.front(), result.status,
            farewell(result, stop.cause(), recording->directory().path));
        recording->print_results();
        throw_if_failed(result, unwritten);
    }
    return code_of(result.end_reason);
}

}  // namespace balmer::search
