# shellcheck shell=bash
# Settings of MPI for one machine; to be sourced. Variables that the user has set are kept. Open MPI 4 reads OMPI_MCA_…, the
# launcher of Open MPI 5 (PRRTE) PRTE_MCA_…; each ignores the other's, and so do MPICH and Intel MPI, which need none.

# Open MPI refuses to run as root unless both variables are set.
if ((EUID == 0)); then
    export OMPI_ALLOW_RUN_AS_ROOT=${OMPI_ALLOW_RUN_AS_ROOT:-1}
    export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=${OMPI_ALLOW_RUN_AS_ROOT_CONFIRM:-1}
fi
# The coordinator sleeps, so one rank more than there are cores is right.
export OMPI_MCA_rmaps_base_oversubscribe=${OMPI_MCA_rmaps_base_oversubscribe:-1}
export PRTE_MCA_rmaps_default_mapping_policy=${PRTE_MCA_rmaps_default_mapping_policy:-:oversubscribe}
export OMPI_MCA_hwloc_base_binding_policy=${OMPI_MCA_hwloc_base_binding_policy:-none}
export PRTE_MCA_hwloc_default_binding_policy=${PRTE_MCA_hwloc_default_binding_policy:-none}
# Without ssh and rsh mpirun stops, although it needs neither on one machine.
if ! command -v ssh >/dev/null && ! command -v rsh >/dev/null; then
    export OMPI_MCA_plm_rsh_agent=${OMPI_MCA_plm_rsh_agent:-/bin/false}
    export PRTE_MCA_plm_ssh_agent=${PRTE_MCA_plm_ssh_agent:-/bin/false}
fi
# On Ctrl-C and SIGTERM mpirun waits this long before it forwards the signal, and again before it kills. Its default of one
# second is too short for a search to end in order. SIGUSR1 and a file STOP reach the ranks at once. The mpirun of Open MPI 5
# waits for a quarter of a second, whatever is set here.
export OMPI_MCA_odls_base_sigkill_timeout=${OMPI_MCA_odls_base_sigkill_timeout:-4}
