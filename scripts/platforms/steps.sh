# shellcheck shell=bash
# Steps of a test: each is a function with a time limit, and prints a line with its verdict; to be sourced.
#
#   step NAME SECONDS FUNCTION…     runs it in a shell of its own, and shows the end of its output if it fails
#   must_step NAME SECONDS FUNCTION…    the same, and ends the test if it fails
#
# Needs $scratch (the folder of the logs) and the array step_sources (files with the functions). Counts in $failures.
# shellcheck disable=SC2154 # $scratch

failures=0
running=''

step() {
    local name=$1 limit_s=$2 began=$SECONDS status=0
    local log=$scratch/$name.log
    shift 2
    # If this script is killed, so is the step.
    # shellcheck disable=SC2016 # expanded in the step
    setpriv --pdeathsig TERM timeout --kill-after 10 "$limit_s" bash -c '
        set -euo pipefail
        while [[ $1 != -- ]]; do
            source "$1"
            shift
        done
        shift
        "$@"' "$name" "${step_sources[@]}" -- "$@" >"$log" 2>&1 </dev/null &
    running=$!
    # In the background, so that a signal to this script takes effect at once.
    wait "$running" || status=$?
    running=''
    if ((status == 0)); then
        printf 'holds %4d s  %s\n' $((SECONDS - began)) "$name"
        return
    fi
    failures=$((failures + 1))
    printf 'FAILS %4d s  %s' $((SECONDS - began)) "$name"
    case $status in
        124 | 137) printf ' (not done within %d s)\n' "$limit_s" ;;
        *) printf ' (%d)\n' "$status" ;;
    esac
    tail -n 60 "$log" | sed 's/^/      | /'
}

must_step() {
    local before=$failures
    step "$@"
    ((failures == before)) || exit 1
}
