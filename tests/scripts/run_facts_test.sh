#!/bin/bash
# scripts/run_facts.sh: which run directory a search command means, as balmer itself reads it, and why a run ended.
# BALMER is the program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/run_facts.sh

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# expect WANTED COMMAND…
expect() {
    local wanted=$1 found
    shift
    found=$("$@") || found="failed with $?"
    [[ $found == "$wanted" ]] || { echo "$*: '$found', not '$wanted'"; failures=$((failures + 1)); }
}
directory() { run_directory_of "$BALMER" -- "$@"; }

# reads WANTED TEXT: the run directory of a job file of this text and a section [data].
reads() {
    printf '%b[data]\nfile = "e.h5"\ntarget = "y"\n' "$2" >"$folder/job.toml"
    expect "$1" directory "$folder/job.toml"
}

cat >"$folder/named.toml" <<END
# directory = "comment"
[data]
file = 'my events.h5'  # there
target = "data's"
[run] # all of it
  directory = "runs/mine"   # "quoted"
max_hours = 2
END
printf '[data]\nfile = "e.h5"\ntarget = "y"\n[run]\nmax_hours = 1\n' >"$folder/nameless.toml"

expect "runs/mine" directory "$folder/named.toml"
expect "runs/nameless" directory "$folder/nameless.toml"
expect "a b" directory "$folder/named.toml" --run "a b"
expect "a" directory --set search.seed=7 --run=a "$folder/named.toml"
expect "b" directory --backend interpreter --set run.directory=b "$folder/named.toml" --json
expect "b" directory --set 'run.directory="b"' "$folder/named.toml" --live --fresh
expect "a" directory --set=run.directory=b "$folder/named.toml" --run a
expect "x" directory "$folder/named.toml" --set 'run.directory = x'
expect "x # y" directory "$folder/named.toml" --set 'run.directory=x # y'
expect "runs/named" directory "$folder/named.toml" --set run.directory=
expect "b" directory "$folder/named.toml" --set run.directory=a --set run.directory=b
expect "t" directory "$folder/named.toml" --set "run={directory='t'}"
reads dotted 'run.directory = "dotted"\n'
reads in 'run = { directory = "in" }\n'
reads in 'run={max_hours=1,"directory"='"'in'"',checkpoint_minutes=1} # all\n'
reads runs/job 'run = { max_hours = 1 }\n'
reads in '[ "run" ]\n"directory" = "in"\r\n'
reads a '[run]\ndirectory = "\\u0061"\n'
reads a '[run]\ndirectory = """\na"""\n'
reads a '["r\\u0075n"]\ndirectory = "a"\n'
reads "failed with 2" '[run]\ndirectory = 7\n' 2>/dev/null
reads "failed with 2" '[run]\ndirectry = "a"\n' 2>/dev/null
expect "failed with 2" directory "$folder/absent.toml" 2>/dev/null
expect "failed with 127" run_directory_of "$folder/no-program" -- "$folder/named.toml" 2>/dev/null
# Mistakes are printed as balmer prints them.
printf '[run]\ndirectry = "a"\n' >"$folder/job.toml"
printed=$(directory "$folder/job.toml" 2>&1) || true
[[ $printed == *"job.toml:2: unknown key 'directry' in [run]. Did you mean 'directory'?"* ]] ||
    { echo "the mistake is not printed: $printed"; failures=$((failures + 1)); }

# Reasons.
run=$folder/run
mkdir "$run"
expect "" end_reason "$run"
echo '{"event":"start","time":"t"}' >"$run/progress.jsonl"
expect "" end_reason "$run"
echo '{"event":"end","time":"t","reason":"stop_file","front":[]}' >>"$run/progress.jsonl"
expect "stop_file" end_reason "$run"
bytes=$(stat --format %s "$run/progress.jsonl")
expect "" end_reason "$run" "$bytes"
ended_by_request "$run" || { echo "a file STOP is a request"; failures=$((failures + 1)); }
! ended_by_request "$run" "$bytes" || { echo "the request was of an earlier run"; failures=$((failures + 1)); }
for reason in signal stop_requested time_limit slurm_time_limit iterations_done loss_reached rank_lost; do
    echo '{"event":"end","reason":"'$reason'"}' >>"$run/progress.jsonl"
    expect $reason end_reason "$run" "$bytes"
    case $reason in signal | stop_requested) wanted=0 ;; *) wanted=1 ;; esac
    found=0
    ended_by_request "$run" "$bytes" || found=1
    ((found == wanted)) || { echo "$reason: $found, not $wanted"; failures=$((failures + 1)); }
done
touch "$run/STOP"
ended_by_request "$run" "$bytes" || { echo "STOP is a request"; failures=$((failures + 1)); }
exit $((failures > 0))
