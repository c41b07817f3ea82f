#!/bin/bash
# What the batch scripts of jobs/slurm do before a life and after it, with launchers that only note that they were called.
# scripts/test-slurm runs the same scripts on a real SLURM.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0
mkdir -p "$folder/bin" "$folder/run/seed_3"
for program in srun mpirun podman apptainer; do
    # shellcheck disable=SC2016 # for the script
    printf '#!/bin/bash\n[[ "$*" == image* ]] || { echo "$@" >>"%s/called"; exit "${RESULT:-75}"; }\n' "$folder" >"$folder/bin/$program"
done
chmod +x "$folder"/bin/*
touch "$folder/events.h5" "$folder/image"
printf '[data]\nfile = "events.h5"\n[run]\ndirectory = "%s/run"\n' "$folder" >"$folder/job.toml"
printf '[data]\nfile = "events.h5"\n[run]\ndirectory = "\\u0072un"\n' >"$folder/unsure.toml"

# batch SCRIPT RESTARTS [ARGUMENT…]: sets `status`, and `called` to what was launched.
batch() {
    local script=$1 restarts=$2
    shift 2
    rm -f "$folder/called"
    status=0
    env PATH="$folder/bin:$PATH" BALMER=/bin/true BALMER_IMAGE="$folder/image" BALMER_MAX_RESTARTS=0 SLURM_JOB_ID=7 SLURM_NTASKS=2 \
        SLURM_JOB_NODELIST=here SLURM_ARRAY_TASK_ID=3 SLURM_RESTART_COUNT="$restarts" \
        bash "jobs/slurm/$script.sbatch" "$@" >"$folder/log" 2>&1 || status=$?
    called=$(cat "$folder/called" 2>/dev/null || true)
}

# expect WHAT STATUS IS_CALLED: of the last batch.
expect() {
    local is_called=no
    [[ -z $called ]] || is_called=yes
    [[ $status == "$2" && $is_called == "$3" ]] && return
    echo "$1: $status, search started: $is_called; not $2, $3"
    sed 's/^/  | /' "$folder/log"
    failures=$((failures + 1))
}

for script in single_node several_nodes chain array_over_seeds container container_podman; do
    rm -f "$folder"/run/{,seed_3/}STOP
    batch "$script" 1 "$folder/job.toml"
    expect "$script, second life" 75 yes
    touch "$folder"/run/{,seed_3/}STOP
    batch "$script" 0 "$folder/job.toml"
    expect "$script, first life with the STOP of an earlier run" 75 yes
    batch "$script" 1 "$folder/job.toml"
    expect "$script, second life with a STOP that came before it" 75 no
    grep -q 'STOP' "$folder/log" || { echo "$script: does not say why"; failures=$((failures + 1)); }
    batch "$script" 0 "$folder/unsure.toml"
    expect "$script, unreadable run directory" 2 no
    grep -qE -- "--run DIR|--set run.directory=FOLDER" "$folder/log" || { echo "$script: no way out"; failures=$((failures + 1)); }
    batch "$script" 0 "$folder/unsure.toml" --set "run.directory = $folder/run"
    expect "$script, way out" 75 yes
    batch "$script" 0 "$folder/job.toml" --set data.file=nowhere.h5
    expect "$script, no events" 3 no
    RESULT=1 batch "$script" 0 "$folder/job.toml"
    expect "$script, error" 1 yes
done
exit $((failures > 0))
