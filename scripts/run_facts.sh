# shellcheck shell=bash
# What scripts ask about a run: its directory, and why it ended. To be sourced.

# run_directory_of PROGRAM… -- JOB [OPTION…]: prints the run directory of "PROGRAM… search JOB OPTION…". Fails as
# "PROGRAM… job" does, which prints the mistakes: 2 if the job is wrong, 127 if there is no such program.
run_directory_of() {
    local program=()
    while (($#)) && [[ $1 != -- ]]; do
        program+=("$1")
        shift
    done
    "${program[@]}" job "${@:2}" --print run.directory
}

# end_reason RUN [PROGRESS_BYTES]: prints the reason in the last "end" record of progress.jsonl beyond its first bytes, such
# as iterations_done, time_limit or stop_file (docs/running.md lists them); nothing if there is no such record.
end_reason() {
    [[ -f $1/progress.jsonl ]] || return 0
    tail -c "+$((${2:-0} + 1))" "$1/progress.jsonl" |
        sed -n 's/.*"event":"end".*"reason":"\([a-z_]*\)".*/\1/p; s/.*"reason":"\([a-z_]*\)".*"event":"end".*/\1/p' |
        tail -n 1
}

# ended_by_request RUN [PROGRESS_BYTES]: somebody asked the run to end, by a file STOP or a signal. A new start removes
# STOP, so it belongs to the last one. A time limit is nobody's request.
ended_by_request() {
    [[ -e $1/STOP ]] && return
    case $(end_reason "$@") in
        stop_file | signal | stop_requested) return 0 ;;
        *) return 1 ;;
    esac
}
