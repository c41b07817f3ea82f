#!/bin/bash
# What the batch scripts of jobs/slurm do before and after a search, with launchers that only record that they were called.
# BALMER is the program, which checks the jobs. scripts/test-slurm runs the same scripts on a real SLURM.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0
mkdir -p "$folder/bin" "$folder/run/seed_3"
balmer=$(realpath "$BALMER")
# A container that is asked to check a job runs the program; every other command is recorded.
for program in srun mpirun podman apptainer; do
    cat >"$folder/bin/$program" <<END
#!/bin/bash
[[ "\$*" != image* ]] || exit 0
[[ " \$* " != *" balmer job "* ]] || { while [[ \$1 != job ]]; do shift; done; exec "$balmer" "\$@"; }
echo "\$@" >>"$folder/called"
exit "\${RESULT:-75}"
END
done
chmod +x "$folder"/bin/*
touch "$folder/image"
printf 'x,y\n' >"$folder/events.csv"
for ((i = 0; i < 40; ++i)); do echo "$i,$((2 * i))"; done >>"$folder/events.csv"
job() { printf '# data: balmer generate zh --out events.csv\n[data]\nfile = "events.csv"\ntarget = "y"\nfeatures = ["x"]\n[run]\n%s\n' "$1"; }
job "directory = \"$folder/run\"" >"$folder/job.toml"
job "directry = \"$folder/run\"" >"$folder/wrong.toml"

# batch SCRIPT RESTARTS [ARGUMENT…]: sets `status`, and `called` to what was launched.
batch() {
    local script=$1 restarts=$2
    shift 2
    rm -f "$folder/called"
    status=0
    env PATH="$folder/bin:$PATH" BALMER="$balmer" BALMER_IMAGE="$folder/image" BALMER_MAX_RESTARTS=0 SLURM_JOB_ID=7 SLURM_NTASKS=2 \
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
    expect "$script, restarted" 75 yes
    touch "$folder"/run/{,seed_3/}STOP
    batch "$script" 0 "$folder/job.toml"
    expect "$script, first start with the STOP of an earlier run" 75 yes
    batch "$script" 1 "$folder/job.toml"
    expect "$script, restarted after a STOP" 75 no
    grep -q 'STOP' "$folder/log" || { echo "$script: does not say why"; failures=$((failures + 1)); }
    batch "$script" 0 "$folder/wrong.toml"
    expect "$script, a mistake in the job" 2 no
    grep -q "unknown key 'directry'" "$folder/log" || { echo "$script: does not say what is wrong"; failures=$((failures + 1)); }
    batch "$script" 0 "$folder/job.toml" --set "run.directory = $folder/run"
    expect "$script, the run directory as an option" 75 yes
    batch "$script" 0 "$folder/job.toml" --set data.file=nowhere.h5
    expect "$script, no events" 3 no
    grep -q "generate zh --out events.csv" "$folder/log" || { echo "$script: does not say how to make them"; failures=$((failures + 1)); }
    RESULT=1 batch "$script" 0 "$folder/job.toml"
    expect "$script, error" 1 yes
done
exit $((failures > 0))
