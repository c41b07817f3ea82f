# shellcheck shell=bash
# The checks of the images, one function each; sourced by scripts/test-container, which runs them with a time limit.
# $work is a folder that the users of the containers can write to; check_generate puts the events and a job there.
# shellcheck disable=SC2154 # $work and $scratch come from scripts/test-container

image=localhost/balmer
cluster=localhost/balmer-cluster

must_be() {
    [[ $2 == "$3" ]] || { echo "$1 is '$2', and must be '$3'"; return 1; }
}

# gives CODE COMMAND…: the command must end with that exit code.
gives() {
    local expected=$1 status=0
    shift
    "$@" || status=$?
    must_be "exit code of: $*" "$status" "$expected"
}

in_container() { podman run --rm --volume "$work:/data" "$image" "$@"; }

# ---- the image

check_version() {
    local version
    version=$(sed -nE 's/^project\(balmer VERSION ([0-9.]+).*/\1/p' CMakeLists.txt)
    podman run --rm "$image" balmer --version | grep -x "balmer $version"
    podman run --rm "$image" --version | grep -x "balmer $version"
    podman run --rm "$image" balmer --help | grep 'Usage: balmer'
    podman run --rm "$image" | grep 'Usage: balmer'
}

check_user() {
    must_be "user" "$(podman run --rm "$image" id --user --name)" balmer
    must_be "user of the cluster" "$(podman run --rm "$cluster" id --user --name)" balmer
    must_be "folder" "$(podman run --rm "$image" pwd)" /data
    # shellcheck disable=SC2016 # expanded in the container
    gives 0 podman run --rm "$image" sh -c 'touch /data/a && ! touch /usr/local/bin/a 2>/dev/null'
}

check_content() {
    # Debian's Open MPI 5 depends on more libraries.
    local bound_bytes=$(((debian == 12 ? 260 : 480) * 1000 * 1000)) size_bytes sections
    size_bytes=$(podman image inspect --format '{{.Size}}' "$image")
    echo "$((size_bytes / 1000000)) MB"
    ((size_bytes < bound_bytes)) || { echo "the image has $size_bytes bytes (bound: $bound_bytes)"; return 1; }
    # shellcheck disable=SC2016 # expanded in the container
    podman run --rm "$image" sh -c '
        for program in gcc g++ cc c++ clang ld as make cmake ninja ccache git python3; do
            ! command -v $program || exit 1
        done
        [ -z "$(find /var/lib/apt/lists /var/cache/apt /src /out /ccache -type f 2>/dev/null)" ] || exit 1
        ! ldd /usr/local/bin/balmer | grep "not found" || exit 1
        test -s /usr/local/share/balmer/LICENSE && test -s /usr/local/share/balmer/jobs/wbf_f0.toml'
    podman run --rm "$image" cat /usr/local/bin/balmer >"$scratch/balmer"
    sections=$(readelf --section-headers --wide "$scratch/balmer")
    ! grep -E '\.(symtab|debug_)' <<<"$sections" || { echo "the binary is not stripped"; return 1; }
    # Keys in an image would be the same everywhere.
    podman run --rm "$cluster" sh -c '! ls /etc/ssh/ssh_host_* 2>/dev/null && [ -z "$(ls /keys)" ]'
}

# ---- the commands

check_generate() {
    gives 0 in_container balmer generate wbf --events 5000 --theta 0 --seed 1 --out events.h5
    cat >"$work/job.toml" <<'END'
[data]
file = "events.h5"
target = "score"
features = ["x_p1", "x_p2", "dphi", "deta"]
[search]
operators = ["+", "-", "*", "sin"]
max_complexity = 12
islands = 4
population_size = 50
iterations = 5
seed = 1
[run]
directory = "run"
END
}

# Prints the number of a key in the JSON on standard input.
json_number() { tr -d '\n' | sed -nE "s/.*\"$1\"[[:space:]]*:[[:space:]]*(-?[0-9][0-9.eE+-]*).*/\1/p"; }

check_smoke() {
    local fitted as_it_stands
    gives 0 in_container inspect events.h5
    gives 0 in_container mpirun -n 2 balmer search job.toml
    gives 0 in_container balmer show run
    must_be "owner of the results" "$(stat --format %u "$work/run/hall_of_fame.csv")" 1000
    fitted=$(in_container mpirun -n 2 balmer fit --json --data events.h5 --target score --expression 'a*x_p1*x_p2*sin(dphi)' |
        json_number mse)
    as_it_stands=$(in_container balmer evaluate --json --data events.h5 --target score --expression '-x_p1*x_p2*sin(dphi)' |
        json_number mse)
    echo "mse $fitted fitted, $as_it_stands with the constant -1"
    awk -v fitted="$fitted" -v other="$as_it_stands" 'BEGIN { exit !(fitted > 0 && fitted < other) }'
    gives 2 in_container balmer search job.toml --set search.no_such_key=1
    gives 3 in_container balmer inspect job.toml
}

# With strict settings: the image is read-only, and the user is unknown to it.
check_confined() {
    gives 0 podman run --rm --read-only --user 12345:12345 --cap-drop all --security-opt no-new-privileges --network none \
        --volume "$work:/data" "$image" mpirun -n 3 balmer search job.toml --run confined
    must_be "owner of the results" "$(stat --format %u "$work/confined/hall_of_fame.csv")" 12345
    gives 0 podman run --rm --user 0 --network none --volume "$work:/data" "$image" \
        mpirun -n 2 balmer search job.toml --run root
}

# ---- stopping, and resuming in another container

# The island iterations of all starts so far, from the last record of the run's progress.
done_so_far() { grep -h '"iterations":' "$work/$1/progress.jsonl" | tail -n 1 | json_number iterations; }

wait_for_progress() {
    until [[ -s $work/$1/progress.jsonl && $(done_so_far "$1") -gt ${2:-0} ]]; do
        sleep 0.5
    done
}

# The exit code of the container shows how it was stopped.
ended_with_75() {
    must_be "exit code after $2" "$(timeout 60 podman wait "$1")" 75
    podman logs "$1"
    podman rm "$1"
    test -s "$work/long/checkpoint.h5"
}

check_restart() {
    local first second search=(balmer search job.toml --run long)
    local forever=(--set search.iterations=10000000)
    podman run --detach --name life1 --volume "$work:/data" "$image" mpirun -n 2 "${search[@]}" "${forever[@]}"
    wait_for_progress long
    touch "$work/long/STOP"
    ended_with_75 life1 "the file STOP"
    first=$(done_so_far long)

    podman run --detach --name life2 --volume "$work:/data" "$image" mpirun -n 3 "${search[@]}" "${forever[@]}"
    wait_for_progress long "$first"
    podman stop --time 30 life2
    ended_with_75 life2 "podman stop"
    second=$(done_so_far long)
    echo "$first island iterations after one life, $second after two"
    ((second > first))

    # In the third, nothing is left to do.
    gives 0 in_container "${search[@]}" --set search.iterations=1
    gives 0 in_container balmer show long
}

# ---- several containers

check_two_containers() {
    local address
    podman network create --internal pair >/dev/null
    podman volume create pair_keys >/dev/null
    podman run --detach --name pair_worker --network pair --network-alias worker --volume pair_keys:/keys \
        --volume "$work:/data" "$cluster" balmer-cluster worker
    gives 0 podman run --rm --name pair_coordinator --network pair --volume pair_keys:/keys --volume "$work:/data" \
        --env RANKS_PER_WORKER=2 "$cluster" balmer-cluster coordinator balmer search job.toml --run pair 2>&1 | tee "$scratch/pair.log"
    address=$(sed -n 's/^balmer-cluster: 2 rank(s) on each of //p' "$scratch/pair.log")
    grep "in 4 islands on 2 workers" "$scratch/pair.log"
    # Ranks that all ran in one container would pass the rest.
    grep -E "ranks on [2-9] hosts" "$scratch/pair.log"
    [[ $address == *.*.*.* ]]
    # The coordinator stopped it.
    must_be "exit code of the worker" "$(timeout 30 podman wait pair_worker)" 0
    test -s "$work/pair/hall_of_fame.csv"
}

# The compose file, with the commands that a user would type.
check_compose() {
    local compose=(env WORK="$work" JOB=compose.toml WORKERS=2
        podman-compose --project-name balmertest --file docker/compose.yaml) name
    sed 's/"run"/"composed"/' "$work/job.toml" >"$work/compose.toml"
    "${compose[@]}" up
    for name in coordinator_1 worker_1 worker_2; do
        must_be "exit code of $name" "$(podman wait "balmertest_$name")" 0
    done
    test -s "$work/composed/hall_of_fame.csv"
    "${compose[@]}" down --volumes
}

# The same with signals: engines stop the workers or the coordinator first, and in both cases nothing is lost.
check_compose_stop() {
    local compose=(env WORK="$work" JOB=stopped.toml WORKERS=2
        podman-compose --project-name balmerstop --file docker/compose.yaml)
    sed 's/"run"/"stopped"/; s/iterations = 5/iterations = 10000000/' "$work/job.toml" >"$work/stopped.toml"
    "${compose[@]}" up --detach
    wait_for_progress stopped
    "${compose[@]}" stop
    podman logs balmerstop_coordinator_1
    must_be "exit code of the coordinator" "$(timeout 60 podman wait balmerstop_coordinator_1)" 75
    test -s "$work/stopped/checkpoint.h5"
    "${compose[@]}" down --volumes
}
