# shellcheck shell=bash
# What the batch scripts beside this file share; to be sourced by them in the folder they were submitted from.
# shellcheck source=scripts/run_directory.sh
source scripts/run_directory.sh
# More ranks than cores are fine, for the coordinator sleeps; at scancel mpirun leaves time for the last checkpoint.
# shellcheck source=scripts/mpi_environment.sh
source scripts/mpi_environment.sh

say() { echo "$(date '+%F %T') $*"; }

fail() {
    local code=$1
    shift
    say "$*" >&2
    exit "$code"
}

# Sets `balmer`: the variable BALMER, else what this project built, else the one in PATH.
find_balmer() {
    balmer=${BALMER:-}
    [[ -n $balmer ]] || { [[ -x build/release/bin/balmer ]] && balmer=$PWD/build/release/bin/balmer; } ||
        balmer=$(command -v balmer) ||
        fail 2 "no balmer: build it (cmake --preset release -DBALMER_BUILD_TESTS=OFF && cmake --build --preset release)," \
            "put it into PATH, or submit with BALMER=/path/to/balmer"
    command -v "$balmer" >/dev/null || fail 2 "BALMER=$balmer is no program"
}

# Sets `run` to the run directory of "balmer search" with these arguments. Ends the job with 2 where it cannot be told.
find_run_directory() {
    run=$(run_directory_of "$@") || fail 2 "cannot tell the run directory from '$run': name it by ${run_option:---run DIR}"
}

# need_job_and_events JOB [OPTION…]: ends the job with 2 where the job file is missing, and with 3 and the way out where its
# events are.
need_job_and_events() {
    local job=$1 events command
    [[ -f $job ]] || fail 2 "no job file '$job' in $PWD (submit from the folder it is named from)"
    # Where it cannot be told, balmer itself will complain.
    events=$(job_string data file "$@") || return 0
    [[ -z $events || -f $events || -f $(dirname "$job")/$events ]] && return
    command=$(sed -n 's/^#[[:space:]]*balmer generate/balmer generate/p' "$job" | head -n 1)
    fail 3 "no events '$events' of $job.${command:+ Make them on the login node first: ${command/#balmer/${balmer:-balmer}}}"
}

# Runs its arguments and sets `status` to their exit code. SLURM's USR1 before the time limit goes on to them; at scancel
# SLURM itself tells the ranks, and this shell only has to outlive them. `signalled` is the last signal, or empty.
# A job that SLURM started again heeds a file STOP that came while it waited, and does not run them: 75. `run` must be set.
run_search() {
    local child interrupted
    # shellcheck disable=SC2034 # for the caller
    signalled=''
    if ((${SLURM_RESTART_COUNT:-0} > 0)) && [[ -e $run/STOP ]]; then
        say "$run/STOP was there before this life: not started"
        status=75
        return
    fi
    say "life $((${SLURM_RESTART_COUNT:-0} + 1)) of job $SLURM_JOB_ID on $SLURM_JOB_NODELIST: $*"
    "$@" &
    child=$!
    trap 'interrupted=yes signalled=USR1; say "SIGUSR1: passed on to the search"; kill -USR1 "$child" 2>/dev/null || true' USR1
    trap 'interrupted=yes signalled=TERM; say "SIGTERM: waiting for the search to end"' TERM
    # A trapped signal ends `wait` at once with a code above 128, while the search still writes its checkpoint.
    while :; do
        interrupted='' status=0
        wait "$child" || status=$?
        if [[ -z $interrupted ]] || ((status <= 128)); then break; fi
    done
    trap - USR1 TERM
}

# The last words of a script that does not start itself again.
explain_status() {
    local run=$1 resubmit=$2
    # srun says 0, too, when a node failed under it.
    if ((status == 0)) && ! grep -q 'finished: ' "$run/log.txt"; then
        status=1
        say "the search has ended without a word"
    fi
    case $status in
        0) say "finished: the formulas are in $run/hall_of_fame.csv" ;;
        75) say "not finished, its checkpoint is in $run. To go on: $resubmit" ;;
        *) say "failed with exit code $status: see above and $run/log.txt. To go on from the last checkpoint in $run: $resubmit" ;;
    esac
}
