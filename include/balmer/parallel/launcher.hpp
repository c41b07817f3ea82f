/// \file
/// Did an MPI launcher start this process? Asked of the environment, because asking MPI costs 0.3
/// s.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace balmer::parallel {

/// What a launcher (mpirun, mpiexec, srun) left in the environment of one of its processes.
struct Launch {
    /// The variable that gave it away, as NAME=value.
    std::string evidence;
    /// Processes started together, where the launcher says so.
    std::optional<int> size;
    /// This process among them, where the launcher says so.
    std::optional<int> rank;

    /// More than one process for certain.
    bool is_many() const { return size.value_or(rank.value_or(0) + 1) > 1; }
};

/// Returns a variable's value, or null: std::getenv, or a table in a test.
using Environment = std::function<char const*(char const* name)>;

/// Who started a process with this environment; nothing for a plain process.
///
/// The nearest launcher decides: Open MPI's variables (OMPI_COMM_WORLD_SIZE) come before those of
/// MPICH, Intel MPI and `srun --mpi=pmi2` (PMI_SIZE), those before PMIx (PMIX_RANK) and SLURM's
/// step. A batch script and what it starts without srun are plain processes: there SLURM sets
/// SLURM_NTASKS, SLURM_JOB_ID and even SLURM_PROCID=0, but neither SLURM_STEP_ID nor
/// SLURM_STEP_NUM_TASKS, which only a step of srun has.
std::optional<Launch> find_launch(Environment const& environment);

/// Of this process. Ask before a Session: MPI may set such variables itself when it starts.
std::optional<Launch> find_own_launch();

/// Whether there is one. As above, ask before a Session.
bool under_launcher();

/// Processes started together with this one, by the launcher's word; 1 for a plain process, and
/// nothing where a launcher keeps it to itself. Where it is 1, MPI is not needed.
std::optional<int> launcher_size();

}  // namespace balmer::parallel
