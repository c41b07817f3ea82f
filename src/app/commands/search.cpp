#include "balmer/console/together.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/search/search_run.hpp"

#include "backend_option.hpp"
#include "commands.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace balmer::app {

void add_search(CLI::App& app, Action& action, console::StopSignals const& signals) {
    auto options = std::make_shared<search::Options>();
    auto& command = *app.add_subcommand(
        "search", "search for the best formula at each complexity, on all events");
    command.add_option("job", options->job, "job file (TOML)")->required();
    command
        .add_option("--set", options->overrides,
                    "section.key=value over the job file's; may be given several times")
        ->allow_extra_args(false);
    command.add_option("--run", options->run_directory, "run directory, instead of run.directory");
    command.add_flag("--fresh", options->fresh,
                     "start anew: what is in the run directory moves to DIRECTORY.1, .2, …");
    command.add_flag("--live", options->live,
                     "redraw progress in place though stderr is a pipe, as it is under mpirun");
    add_backend_option(command, options->backend);
    command.add_flag("--json", options->json, "print the hall of fame as JSON at the end");
    command.footer(
        R"(Rank 0 coordinates, the other ranks evolve; one process does both. The cost of a formula is
  cost = MSE / MSE(1) + parsimony * complexity                           Eq. (11) of arXiv:2109.10414
and a worse child is accepted at temperature T with p = exp(-dMSE / (alpha T MSE)) (rule "relative",
Eq. (29)) or exp(-dcost / (alpha T)) (rule "absolute", Eq. (12)). Every entry of the hall of fame has
its constants fitted on all events, in double precision.

Files in the run directory: job.toml (every default filled in), hall_of_fame.csv, hall_of_fame.json,
progress.jsonl, log.txt, checkpoint.h5 and checkpoint.previous.h5 (HDF5), lock.

The same command, run again, goes on from the checkpoint in the run directory, on any number of ranks;
--fresh starts anew. Only search.iterations, search.stop_at_loss, data.file (the data are known by their
content) and [run] may change; anything else is refused with both values. A run that is finished prints
its results; raise search.iterations (or lower search.stop_at_loss) to search on. A checkpoint is written every run.checkpoint_minutes and when the run
ends: after all iterations, run.max_hours (from the start of the command), SLURM's time limit (found by
itself, 20 s to 2 minutes before), 'touch RUN/STOP', SIGUSR1, Ctrl-C or SIGTERM. Under mpirun use the
file or SIGUSR1: after the last two mpirun itself returns 1, and kills its ranks a second later.
Exit codes: 0 finished; 75 ended early, run the same command again to go on; 2 wrong job or another job
than the checkpoint's, or the directory is in use; 3 bad or other data, or all checkpoints damaged
(nothing is touched); 1 anything else, also when the last checkpoint or the results could not be
written, or a rank was lost. A damaged checkpoint gives way to the previous one, with a warning.

More ranks than cores need mpirun --oversubscribe, and
root needs --allow-run-as-root; scripts/mpi_environment.sh sets both.
A relative data.file is looked for in the current directory, then beside the job file.

Examples:
  mpirun -n 3 balmer search jobs/wbf_f0.toml
  balmer search job.toml --set search.iterations=900       after the end: search on
  balmer search job.toml --set search.seed=7 --set run.max_hours=0.5 --run runs/seed7

Keys of a job file and their defaults:
)" + job::describe_job_keys());
    command.callback([options, &action, &signals] {
        action = {
            [options, &signals](console::Console& console) {
                return console::with_all_ranks([&](parallel::Communicator const& communicator) {
                    return search::run_search(communicator, *options, console, signals);
                });
            },
            true, true};
    });
}

}  // namespace balmer::app
