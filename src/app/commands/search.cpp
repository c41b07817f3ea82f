#include "balmer/console/together.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/search/search_run.hpp"

#include "commands.hpp"
#include "job_options.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace balmer::app {

void add_search(CLI::App& app, Action& action) {
    auto options = std::make_shared<search::Options>();
    auto& command = *app.add_subcommand(
        "search", "search for the best formula at each complexity, on all events");
    add_job_options(command, *options);
    command.add_flag("--json", options->json, "print the hall of fame as JSON at the end");
    command.footer(
        R"(Rank 0 coordinates the search and the other ranks evolve; a single process does both. The cost of a
formula is
  cost = MSE / MSE(1) + parsimony * complexity                           Eq. (11) of arXiv:2109.10414
and a worse child is accepted at temperature T with p = exp(-dMSE / (alpha T MSE)) (rule "relative",
Eq. (29)) or exp(-dcost / (alpha T)) (rule "absolute", Eq. (12)). Every entry of the hall of fame has
its constants fitted on all events, in double precision.

Files in the run directory: job.toml (every default filled in), hall_of_fame.csv, hall_of_fame.json,
progress.jsonl, log.txt, checkpoint.h5 and checkpoint.previous.h5 (HDF5), lock.

The same command, run again, resumes from the checkpoint in the run directory, on any number of ranks;
--fresh starts a new run. Only search.iterations, search.stop_at_loss, data.file (the data are identified
by their content) and [run] may change; any other change is refused with both values. A finished run
prints its results; raise search.iterations (or lower search.stop_at_loss) to continue it.

A checkpoint is written every run.checkpoint_minutes and when the run ends: after all iterations, at
run.max_hours (from the start of the command), shortly before SLURM's time limit (found automatically),
on 'touch RUN/STOP', SIGUSR1, Ctrl-C or SIGTERM. Under mpirun use the file or SIGUSR1: after Ctrl-C and
SIGTERM mpirun itself returns 1 and kills its ranks a second later. If the checkpoint is damaged, the
run resumes from the previous one, with a warning.

Exit codes: 0 finished; 75 ended early, run the same command again to resume; 2 the job has mistakes or
differs from that of the checkpoint, or the run directory is in use; 3 the data are bad or differ, or all
checkpoints are damaged (no file is changed); 1 any other error, for example a lost rank or results that
could not be written.

More ranks than cores need mpirun --oversubscribe, and root needs --allow-run-as-root;
scripts/mpi_environment.sh sets both. A relative data.file is resolved in the current directory, then in
the folder of the job file.

Examples:
  mpirun -n 3 balmer search jobs/wbf_f0.toml
  mpirun -n 3 balmer search jobs/wbf_f0.toml --set search.iterations=900     continue a finished run
  balmer search jobs/wbf_f0.toml --set search.seed=7 --set run.max_hours=0.5 --run runs/seed7

Keys of a job file and their defaults:
)" + job::describe_job_keys());
    command.callback([options, &action] {
        action.is_parallel = true;
        action.run_with_signals = [options](console::Console& console,
                                            console::StopSignals const& signals) {
            return console::with_all_ranks([&](parallel::Communicator const& communicator) {
                return search::run_search(communicator, *options, console, signals);
            });
        };
    });
}

}  // namespace balmer::app
