# shellcheck shell=bash
# Functions of the batch scripts in this folder, which source it in the folder from which they were submitted.
# shellcheck source=scripts/run_directory.sh
source scripts/run_directory.sh
# Allows more ranks than cores, because the coordinator sleeps; at scancel, mpirun leaves time for the last checkpoint.
# shellcheck source=scripts/mpi_environment.sh
source scripts/mpi_environment.sh

say() { echo "$(date '+%F %T') $*"; }

fail() {
    local code=$1
    shift
    say "$*" >&2
    exit "$code"
}

# Sets `balmer` to $BALMER, else the program built in this project, else the one in PATH.
find_balmer() {
    balmer=${BALMER:-}
    [[ -n $balmer ]] || { [[ -x build/release/bin/balmer ]] && balmer=$PWD/build/release/bin/balmer; } ||
        balmer=$(command -v balmer) ||
        fail 2 "no balmer: build it (cmake --preset release -DBALMER_BUILD_TESTS=OFF && cmake --build --preset release)," \
            "put it into PATH, or submit with BALMER=/path/to/balmer"
    command -v "$balmer" >/dev/null || fail 2 "BALMER=$balmer is not a program"
}

# Sets `run` to the run directory of "balmer search" with these arguments. Ends the job with 2 if it is unknown.
find_run_directory() {
    run=$(run_directory_of "$@") || fail 2 "cannot determine the run directory from '$run': give it by ${run_option:---run DIR}"
}

# need_job_and_events JOB [OPTION…]: ends the job with 2 if the job file is missing, and with 3 and advice if its events
# are.
need_job_and_events() {
    local job=$1 events command
    [[ -f $job ]] || fail 2 "no job file '$job' in $PWD (submit from the folder that its path is relative to)"
    # If it is unknown, balmer reports it.
    events=$(job_string data file "$@") || return 0
    [[ -z $events || -f $events || -f $(dirname "$job")/$events ]] && return
    command=$(sed -n 's/^#[[:space:]]*balmer generate/balmer generate/p' "$job" | head -n 1)
    fail 3 "no events '$events' of $job.${command:+ Make them on the login node first: ${command/#balmer/${balmer:-balmer}}}"
}

# Runs its arguments and sets `status` to their exit code. Forwards the SIGUSR1 that SLURM sends before the time limit; at
# scancel SLURM signals the ranks itself, and this shell only waits for them. `signalled` is the last signal, or empty.
# If a requeued job finds a file STOP, written while it waited, it does not run them: 75. `run` must be set.
run_search() {
    local child interrupted
    # shellcheck disable=SC2034 # for the caller
    signalled=''
    if ((${SLURM_RESTART_COUNT:-0} > 0)) && [[ -e $run/STOP ]]; then
        say "$run/STOP existed before this start: not started"
        status=75
        return
    fi
    say "start $((${SLURM_RESTART_COUNT:-0} + 1)) of job $SLURM_JOB_ID on $SLURM_JOB_NODELIST: $*"
    "$@" &
    child=$!
    trap 'interrupted=yes signalled=USR1; say "SIGUSR1: forwarded to the search"; kill -USR1 "$child" 2>/dev/null || true' USR1
    trap 'interrupted=yes signalled=TERM; say "SIGTERM: waiting for the search to end"' TERM
    # A trapped signal ends `wait` at once with a code above 128, while the search still writes its checkpoint.
    while :; do
        interrupted='' status=0
        wait "$child" || status=$?
        if [[ -z $interrupted ]] || ((status <= 128)); then break; fi
    done
    trap - USR1 TERM
}

# The last message of a script that does not requeue itself.
explain_status() {
    local run=$1 resubmit=$2
    # srun also returns 0 if a node failed.
    if ((status == 0)) && ! grep -q 'finished: ' "$run/log.txt"; then
        status=1
        say "the search ended without a final message"
    fi
    case $status in
        0) say "finished: the formulas are in $run/hall_of_fame.csv" ;;
        75) say "not finished, the checkpoint is in $run. To resume: $resubmit" ;;
        *) say "failed with exit code $status: see above and $run/log.txt. To resume from the last checkpoint in $run: $resubmit" ;;
    esac
}
