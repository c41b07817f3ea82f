#!/bin/bash
# scripts/run_directory.sh reads a search command as balmer does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/run_directory.sh

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# expect WANTED COMMAND…
expect() {
    local wanted=$1 found
    shift
    found=$("$@")
    [[ $found == "$wanted" ]] || { echo "$*: '$found', not '$wanted'"; failures=$((failures + 1)); }
}

# expect_unsure PLACE COMMAND…: it fails, and prints what is to blame.
expect_unsure() {
    local place=$1 found
    shift
    ! found=$("$@") || { echo "$*: '$found', which cannot be sure"; failures=$((failures + 1)); }
    [[ $found == "$place" ]] || { echo "$*: blames '$found', not '$place'"; failures=$((failures + 1)); }
}

# job TEXT: writes it to job.toml. unsure_in LINE TEXT: that line of it is to blame.
job() { printf '%b' "$1" >"$folder/job.toml"; }
unsure_in() {
    job "$2"
    expect_unsure "$folder/job.toml:$1: $(sed -n "$1p" "$folder/job.toml")" run_directory_of "$folder/job.toml"
}
reads() {
    job "$2"
    expect "$1" run_directory_of "$folder/job.toml"
}

cat >"$folder/named.toml" <<END
# directory = "comment"
[data]
file = 'my events.h5'  # there
directory = "data's"
[run] # all of it
  directory = "runs/mine"   # "quoted"
max_hours = 2
[search]
directory = "search's"
END
printf '[run]\nmax_hours = 1\n' >"$folder/nameless.toml"

printf 'run.directory = "dotted"\nrundirectory = "x"\ndirectory = "y"\n[data]\nrun.directory = "z"\n' >"$folder/dotted.toml"

expect "dotted" run_directory_of "$folder/dotted.toml"
expect "runs/mine" run_directory_of "$folder/named.toml"
expect "my events.h5" toml_string "$folder/named.toml" data file
expect "" toml_string "$folder/named.toml" data target
expect "runs/nameless" run_directory_of "$folder/nameless.toml"
expect "a b" run_directory_of "$folder/named.toml" --run "a b"
expect "a" run_directory_of --set search.seed=7 --run=a "$folder/named.toml"
expect "b" run_directory_of --backend interpreter --set run.directory=b "$folder/named.toml" --json
expect "b" run_directory_of --set 'run.directory="b"' "$folder/named.toml"
expect "a" run_directory_of --set=run.directory=b "$folder/named.toml" --run a
expect "events.h5" job_string data file "$folder/nameless.toml" --set 'data.file = "events.h5"'
expect "runs/nameless" run_directory_of "$folder/a.b/nameless"
expect "x" run_directory_of "$folder/named.toml" --set 'run.directory = x'
expect "x y" run_directory_of "$folder/named.toml" '--set= run.directory = "x y" # there'
expect "x # y" run_directory_of "$folder/named.toml" --set 'run.directory=x # y'
expect "runs/named" run_directory_of "$folder/named.toml" --set run.directory=
expect "b" run_directory_of "$folder/named.toml" --set run.directory=a --set run.directory=b
reads in 'run = { directory = "in" }\n[data]\nfile = "e"\n'
reads in 'run={max_hours=1,"directory"='"'in'"',checkpoint_minutes=1} # all\n'
reads runs/job 'run = { max_hours = 1 }\n'
reads in '[ "run" ]\n"directory" = "in"\n'
reads in '[data]\nfeatures = [\n  "a",\n]\nrun = { directory = "no" }\n[run]\ndirectory = "in"\r\n'
unsure_in 2 '[run]\ndirectory = "\\u0061"\n'
unsure_in 2 '[run]\ndirectory = """\na"""\n'
unsure_in 2 '[run]\ndirectory = 7\n'
unsure_in 2 '[data]\nfile = """\n[run]\ndirectory = "a"\n"""\n'
unsure_in 1 'run = { "director\\u0079" = "a" }\n'
unsure_in 1 'run."director\\u0079" = "a"\n'
unsure_in 1 '["r\\u0075n"]\ndirectory = "a"\n'
expect "a" run_directory_of "$folder/job.toml" --run a
expect_unsure "--set run={directory='a'}" run_directory_of "$folder/named.toml" --set "run={directory='a'}"
expect_unsure '--set run.directory="a\n"' run_directory_of "$folder/named.toml" --set 'run.directory="a\n"'
exit $((failures > 0))
