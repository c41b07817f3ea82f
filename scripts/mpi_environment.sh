# shellcheck shell=bash
# Settings of Open MPI for one machine; to be sourced. Each is set only where the user set nothing.

# Open MPI refuses to run as root unless told twice.
if ((EUID == 0)); then
    export OMPI_ALLOW_RUN_AS_ROOT=${OMPI_ALLOW_RUN_AS_ROOT:-1}
    export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=${OMPI_ALLOW_RUN_AS_ROOT_CONFIRM:-1}
fi
# The coordinator sleeps, so one rank more than there are cores is right.
export OMPI_MCA_rmaps_base_oversubscribe=${OMPI_MCA_rmaps_base_oversubscribe:-1}
export OMPI_MCA_hwloc_base_binding_policy=${OMPI_MCA_hwloc_base_binding_policy:-none}
# Without ssh and rsh mpirun stops, though it needs neither on one machine.
if ! command -v ssh >/dev/null && ! command -v rsh >/dev/null; then
    export OMPI_MCA_plm_rsh_agent=${OMPI_MCA_plm_rsh_agent:-/bin/false}
fi
# On Ctrl-C and SIGTERM mpirun waits so long before it passes the signal on, and so long again before it kills. Its own
# one second is too short for a search to end in order. SIGUSR1 and a file STOP are passed on at once.
export OMPI_MCA_odls_base_sigkill_timeout=${OMPI_MCA_odls_base_sigkill_timeout:-4}
