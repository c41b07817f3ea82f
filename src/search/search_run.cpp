#include "balmer/search/search_run.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/base/version.hpp"
#include "balmer/console/together.hpp"
#include "balmer/islands/hosting.hpp"
#include "balmer/islands/run.hpp"
#include "balmer/parallel/collectives.hpp"
#include "balmer/parallel/mpi_mailbox.hpp"
#include "balmer/run/checkpoint_facts.hpp"
#include "balmer/run/layout.hpp"
#include "balmer/run/newer_entries.hpp"
#include "balmer/run/rank_hosts.hpp"
#include "balmer/run/slurm_limit.hpp"
#include "balmer/scoring/backend_choice.hpp"
#include "balmer/scoring/evaluator_names.hpp"
#include "balmer/scoring/team_scorer.hpp"

#include "ending.hpp"
#include "entry_check.hpp"
#include "opening.hpp"
#include "plan.hpp"
#include "recording.hpp"
#include "shard_store.hpp"
#include "shared_job.hpp"
#include "stop_requests.hpp"
#include "value_range.hpp"

#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace balmer::search {
namespace {

using console::together;
using parallel::Communicator;

/// A search on one rank. Its functions are the steps, in order; all of them are collective.
class Search {
public:
    Search(Communicator const& communicator, Options const& options, console::Console& console,
           console::StopSignals const& signals)
        : communicator_(communicator), options_(options), console_(console), signals_(signals) {}

    int run();

private:
    bool is_first() const { return communicator_.rank() == 0; }
    data::ShardPlan shard_plan() const { return {job().row_count, job().job.search.island_count}; }
    SharedJob const& job() const { return *job_; }

    void read_restart();
    bool is_finished() const;
    int show_finished();
    void read_shards();
    void check_newer_entries();
    void open_run_directory();
    int run_islands();

    Communicator const& communicator_;
    Options const& options_;
    console::Console& console_;
    console::StopSignals const& signals_;
    /// The limit of run.max_hours includes the time in which the data are read.
    Stopwatch since_start_;
    eval::Backend backend_ = eval::Backend::automatic;
    std::optional<SharedJob> job_;
    std::optional<ShardStore> shards_;
    /// On rank 0: the description of the data, and entries that the checkpoint does not have yet.
    report::Record record_;
    run::NewerEntries newer_;
    std::optional<run::SlurmLimit> slurm_;
    std::unique_ptr<Recording> recording_;
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
                           .row_count = shared.row_count},
            .front = {}};
}

int Search::run() {
    backend_ = together(communicator_, console_,
                        [&] { return scoring::choose_backend(options_.backend); });
    job_ = share_job(communicator_, options_, console_);
    read_restart();
    bool const is_over = parallel::broadcast(communicator_, is_finished());
    // Events are needed only if there is something left to do.
    if (is_over && parallel::broadcast(communicator_, newer_.entries.empty())) {
        return show_finished();
    }
    read_shards();
    check_newer_entries();
    if (is_over) return show_finished();
    open_run_directory();
    return run_islands();
}

/// Describes the data, and reads the entries that hall_of_fame.json has beyond the checkpoint.
void Search::read_restart() {
    together(communicator_, console_, [&] {
        if (!is_first()) return;
        record_ = empty_record(job());
        if (!job().restart) return;
        run::check_data(*job().restart, record_);
        newer_ = run::newer_entries(job().restart->checkpoint, job().job.run.directory,
                                    job().job.search);
    });
}

bool Search::is_finished() const {
    return job().restart && run::is_finished(job().restart->checkpoint, job().job.search);
}

/// Prints the results of a run that is finished already.
int Search::show_finished() {
    together(communicator_, console_, [&] {
        if (!is_first()) return;
        Recording recording(job().job, options_, console_, std::move(record_), 0, newer_);
        auto const& restart = recording.restart();
        if (!restart || !run::is_finished(restart->checkpoint, job().job.search)) {
            throw InputError("run directory '" + job().job.run.directory.string() +
                             "' was changed by another process just now. Run the same command "
                             "again");
        }
        recording.report_already_finished();
        recording.print_results();
    });
    return console::exit_finished;
}

/// Reads the shards of this rank's islands, and checks their values.
void Search::read_shards() {
    together(communicator_, console_, [&] {
        shards_.emplace(job().job.data, sample_plan_of(job()),
                        islands::islands_of_rank(communicator_.rank(), communicator_.size(),
                                                 job().job.search.island_count));
        for (auto const& [index, table] : shards_->shards()) {
            auto const report = check_value_range(table, job().feature_names, job().job.data.target,
                                                  job().job.search.double_precision);
            if (!report.problems.empty()) throw DataError(report.problems);
            // The other shards are similar: one warning is enough.
            if (index != 0) continue;
            for (auto const& warning : report.warnings) console_.err << warning << std::endl;
        }
    });
}

/// Discards entries whose stated loss differs from their loss on all events.
void Search::check_newer_entries() {
    scoring::TeamScorer scorer(communicator_, shards_->shards(), shard_plan(), backend_);
    auto checked = together(communicator_, console_, [&] {
        return scorer.drive([&] { return check_entries(scorer, newer_.entries); });
    });
    newer_.entries = std::move(checked.sound);
    for (auto const& problem : checked.problems) {
        newer_.problems.push_back(
            fmt::format("{} has an entry with a wrong loss, which is discarded: {}",
                        run::hall_of_fame_json, problem));
    }
}

void Search::open_run_directory() {
    auto const evaluators =
        scoring::gather_evaluator_names(communicator_, backend_, job().job.search.double_precision);
    auto const hosts = run::gather_hosts(communicator_);
    together(communicator_, console_, [&] {
        if (!is_first()) return;
        slurm_.emplace([](char const* name) { return std::getenv(name); },
                       static_cast<double>(std::time(nullptr)));
        recording_ = std::make_unique<Recording>(job().job, options_, console_, std::move(record_),
                                                 limit_s(job().job, *slurm_), newer_);
        recording_->begin(opening_lines(job(), hosts, evaluators, *slurm_));
    });
}

int Search::run_islands() {
    bool const is_on_terminal = recording_ && recording_->is_on_terminal();
    auto plan =
        plan_of(job().job, backend_, is_on_terminal ? Refresh::on_terminal : Refresh::in_log);
    StopRequests stop(signals_, recording_ ? &recording_->directory() : nullptr,
                      slurm_ ? &*slurm_ : nullptr, console_);
    plan.run.max_seconds = evolution_limit_s(job().job, since_start_.elapsed_s());
    plan.load_shards = [&](std::vector<std::size_t> const& wanted) {
        return shards_->take(wanted);
    };
    if (sample_plan_of(job()).overlaps()) {
        plan.load_sample = [&](std::size_t island) { return shards_->sample(island); };
    }
    plan.run.stop_requested = [&] { return stop.is_wanted(); };
    if (recording_) recording_->fill(plan);
    auto const mailbox = parallel::make_mailbox(communicator_);
    auto const result = islands::run_islands(*mailbox, plan);
    if (recording_) {
        stop.end_without_lock();
        auto const unwritten = recording_->recorder().finish(
            result.hall_of_fame.front(), result.status,
            ending_of(result, stop.cause(), recording_->directory().path));
        recording_->print_results();
        throw_if_failed(result, unwritten);
    }
    return code_of(result.end_reason);
}

}  // namespace

int run_search(Communicator const& communicator, Options const& options, console::Console& console,
               console::StopSignals const& signals) {
    return Search(communicator, options, console, signals).run();
}

}  // namespace balmer::search
