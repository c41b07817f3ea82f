# shellcheck shell=bash
# Functions of the batch scripts in this folder, which source it in the folder from which they were submitted.
# shellcheck source=scripts/run_facts.sh
source scripts/run_facts.sh
# Allows more ranks than cores, because the coordinator sleeps; at scancel, mpirun leaves time for the last checkpoint.
# shellcheck source=scripts/mpi_environment.sh
source scripts/mpi_environment.sh
# Without the explanation of Open MPI 4 that a rank returned another code than 0; the scripts explain it. Open MPI 5 has no
# such setting.
export OMPI_MCA_orte_execute_quiet=1

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

# check_job PROGRAM… -- JOB [OPTION…]: checks the job by "PROGRAM… job" and sets `run` to its run directory. If the job is
# wrong, ends with 2; if its events are bad or missing, ends with 3 and says which command of the job file makes them.
check_job() {
    local program=() job command code=0
    while [[ $1 != -- ]]; do
        program+=("$1")
        shift
    done
    shift
    job=$1
    [[ -f $job ]] || fail 2 "no job file '$job' in $PWD (submit from the folder that its path starts in)"
    run=$(run_directory_of "${program[@]}" -- "$@") || exit
    "${program[@]}" job "$@" >/dev/null || code=$?
    ((code == 0)) && return
    command=$(sed -n 's/^#[[:space:]]*\(data: \)\{0,1\}balmer generate/balmer generate/p' "$job" | head -n 1)
    ((code != 3)) || [[ -z $command ]] || say "make its events on the login node first? ${command/#balmer/${program[-1]}}" >&2
    exit "$code"
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
