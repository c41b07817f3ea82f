#include "job_options.hpp"

#include "backend_option.hpp"

#include <CLI/CLI.hpp>

namespace balmer::app {

void add_job_options(CLI::App& command, search::Options& options) {
    command.add_option("job", options.job, "job file (TOML)")->type_name("FILE")->required();
    command
        .add_option("--set", options.overrides,
                    "section.key=value, overrides the job file; may be given several times")
        ->allow_extra_args(false);
    command.add_option("--run", options.run_directory, "run directory, overrides run.directory")
        ->type_name("DIRECTORY");
    command.add_flag("--fresh", options.fresh,
                     "start a new run; earlier results are moved to DIRECTORY.1, .2, …");
    command.add_flag("--live", options.live,
                     "redraw progress in place even if stderr is a pipe, as under mpirun");
    add_backend_option(command, options.backend);
}

}  // namespace balmer::app
