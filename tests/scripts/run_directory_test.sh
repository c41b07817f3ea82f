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
exit $((failures > 0))
