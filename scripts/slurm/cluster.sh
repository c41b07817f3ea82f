# shellcheck shell=bash
# A real SLURM of several emulated nodes on one machine; to be sourced by scripts/test-slurm.
#
#   cluster_problem               prints why it is not possible here; nothing if it is
#   cluster_up FOLDER NODES CPUS  starts munged, slurmctld and one slurmd per node; exports SLURM_CONF
#   cluster_power_off NODE        kills all processes of a node at once, without telling SLURM
#   cluster_down                  ends all jobs and these daemons; may be called at any time
#
# It needs no systemd and changes nothing outside FOLDER: it has its own configuration, key, and loopback ports.
# The slurmd of each node runs in a UTS namespace, so that its processes have their own host name. That needs root.

cluster_pids=()
# slurmd of each node.
declare -A cluster_node_pids=()
cluster_folder=
cluster_node_names=()

cluster_problem() {
    local program
    for program in slurmctld slurmd munged; do
        command -v "$program" >/dev/null || [[ -x /usr/sbin/$program ]] ||
            { echo "no $program here. Run scripts/setup slurm"; return; }
    done
    ((EUID == 0)) || { echo "needs root: SLURM's daemons start jobs for their users"; return; }
    unshare --uts --mount true 2>/dev/null ||
        echo "cannot make namespaces, which give each node its name (in a container: --cap-add SYS_ADMIN)"
}

# Prints the first of $1 consecutive ports that are free.
free_ports() {
    local count=$1 base port
    for _ in {1..50}; do
        # Below the range of ports for outgoing connections.
        base=$((20000 + RANDOM % 10000))
        for ((port = base; port < base + count; ++port)); do
            ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || continue 2
        done
        echo "$base"
        return
    done
    echo "no $count free ports in a row" >&2
    return 1
}

# start_daemon NAME COMMAND…: starts it in the background, with its output in log/NAME.out.
start_daemon() {
    local name=$1
    shift
    "$@" </dev/null >"$cluster_folder/log/$name.out" 2>&1 &
    cluster_pids+=($!)
    # Hides the shell's message when it is killed.
    disown
}

# Waits until a command succeeds, at most 20 s.
cluster_wait() {
    local what=$1 tries
    shift
    for ((tries = 0; tries < 400; ++tries)); do
        "$@" && return
        sleep 0.05
    done
    echo "cluster: $what did not come up; its last words:" >&2
    tail -n 5 "$cluster_folder"/log/* >&2
    return 1
}

write_cluster_configuration() {
    local port=$1 cpus=$2 host name
    host=$(hostname -s)
    cat <<END
ClusterName=balmer_test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
AuthInfo=socket=$cluster_folder/munge.sock
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$cluster_folder/state
SlurmdSpoolDir=$cluster_folder/spool.%n
SlurmctldPidFile=$cluster_folder/slurmctld.pid
SlurmdPidFile=$cluster_folder/slurmd.%n.pid
SlurmctldLogFile=$cluster_folder/log/slurmctld.log
SlurmdLogFile=$cluster_folder/log/slurmd.%n.log
TmpFS=$cluster_folder/tmp.%n
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=0,sched_interval=1,bf_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
JobRequeue=1
KillWait=10
MinJobAge=600
InactiveLimit=0
SlurmdTimeout=60
MessageTimeout=10
END
    for name in "${cluster_node_names[@]}"; do
        echo "NodeName=$name NodeHostname=$host NodeAddr=127.0.0.1 Port=$((++port)) CPUs=$cpus RealMemory=1000"
    done
    echo "PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP"
}

start_node() {
    local name=$1
    # shellcheck disable=SC2016 # $… is for the inner shell
    start_daemon "slurmd.$name" unshare --uts --mount sh -c \
        'hostname "$1"; mount --bind "$2" /etc/hosts; shift 2; exec "$@"' sh "$name" "$cluster_folder/hosts" \
        slurmd -D -N "$name" -f "$SLURM_CONF"
    cluster_node_pids[$name]=$!
}

# The processes of a node are those with the host name of its slurmd, including jobs.
cluster_power_off() {
    local namespace process
    namespace=$(readlink "/proc/${cluster_node_pids[$1]}/ns/uts")
    for process in /proc/[0-9]*; do
        [[ $(readlink "$process/ns/uts" 2>/dev/null) != "$namespace" ]] || kill -KILL "${process#/proc/}" 2>/dev/null || true
    done
    rm -f "/dev/shm/vader_segment.$1."*
}

idle_nodes() { timeout 5 sinfo --noheader --Node --format %T 2>/dev/null | grep -cx idle; }
all_nodes_idle() { (($(idle_nodes) == ${#cluster_node_names[@]})); }

cluster_up() {
    local folder=$1 node_count=$2 cpus=$3 port name number
    cluster_folder=$folder
    PATH=$PATH:/usr/sbin:/sbin
    mkdir -p "$folder"/{log,state}
    chmod 755 "$folder"
    for ((number = 1; number <= node_count; ++number)); do cluster_node_names+=("node$number"); done
    (umask 077 && head -c 1024 /dev/urandom >"$folder/munge.key")
    port=$(free_ports $((node_count + 1)))
    export SLURM_CONF=$folder/slurm.conf
    write_cluster_configuration "$port" "$cpus" >"$SLURM_CONF"
    { echo "127.0.0.1 localhost $(hostname -s)" && printf '127.0.0.1 %s\n' "${cluster_node_names[@]}"; } >"$folder/hosts"

    # With --force, it only warns about folders that others can write, such as the parent of a temporary one.
    start_daemon munged munged --foreground --force --key-file="$folder/munge.key" --socket="$folder/munge.sock" \
        --pid-file="$folder/munged.pid" --log-file="$folder/log/munged.log" --seed-file="$folder/munge.seed"
    cluster_wait munged test -S "$folder/munge.sock" || return 1
    start_daemon slurmctld slurmctld -D -f "$SLURM_CONF"
    for name in "${cluster_node_names[@]}"; do
        mkdir -p "$folder/spool.$name" "$folder/tmp.$name"
        start_node "$name"
    done
    cluster_wait SLURM all_nodes_idle
}

no_jobs() { [[ -z $(timeout 5 squeue --noheader 2>/dev/null) ]]; }

cluster_down() {
    local pid
    [[ -n $cluster_folder ]] || return 0
    if ((${#cluster_pids[@]} > 1)); then
        timeout 5 scancel --user root --signal KILL --full 2>/dev/null || true
        timeout 5 scancel --user root 2>/dev/null || true
        for _ in {1..60}; do
            if no_jobs; then break; fi
            sleep 0.1
        done
    fi
    for pid in "${cluster_pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for _ in {1..50}; do
        if ! kill -0 "${cluster_pids[@]}" 2>/dev/null; then break; fi
        sleep 0.1
    done
    for pid in "${cluster_pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
    wait "${cluster_pids[@]}" 2>/dev/null || true
    cluster_pids=()
    cluster_folder=
}
