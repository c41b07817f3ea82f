/// \file
/// Detects from the environment whether an MPI launcher started this process. Asking MPI itself
/// would take 0.3 s.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace balmer::parallel {

/// What a launcher (mpirun, mpiexec, srun) sets in the environment of its processes.
struct Launch {
    /// The variable that revealed the launcher, as NAME=value.
    std::string evidence;
    /// Number of processes started together, if the launcher sets it.
    std::optional<int> size;
    /// Rank of this process, if the launcher sets it.
    std::optional<int> rank;

    /// Whether there is certainly more than one process.
    bool is_many() const { return size.value_or(rank.value_or(0) + 1) > 1; }
};

/// Returns a variable's value, or null: std::getenv, or a table in a test.
using Environment = std::function<char const*(char const* name)>;

/// Finds the launcher that started a process with this environment; nullopt for a plain process.
///
/// The innermost launcher counts: Open MPI's variables (OMPI_COMM_WORLD_SIZE) are looked up before
/// those of MPICH, Intel MPI and `srun --mpi=pmi2` (PMI_SIZE), and those before PMIx (PMIX_RANK)
/// and SLURM's job step. A batch script and the programs it starts without srun are plain
/// processes: SLURM sets SLURM_NTASKS, SLURM_JOB_ID and even SLURM_PROCID=0 for them, but neither
/// SLURM_STEP_ID nor SLURM_STEP_NUM_TASKS, which only a step of srun has.
std::optional<Launch> find_launch(Environment const& environment);

/// The launcher of this process. Call it before a Session starts: MPI may set such variables
/// itself.
std::optional<Launch> find_own_launch();

/// Whether this process has a launcher. Call it before a Session starts.
bool under_launcher();

/// Number of processes that the launcher started together; 1 for a plain process, and nullopt if
/// the launcher does not set it. If it is 1, MPI is not needed.
std::optional<int> launcher_size();

}  // namespace balmer::parallel
