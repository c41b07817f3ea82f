/// \file
/// <mpi.h>, checks of its calls, and state that must exist until MPI ends.
#pragma once

#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include "balmer/parallel/mailbox.hpp"

#include <cstddef>
#include <memory>
#include <vector>

#include <mpi.h>

namespace balmer::parallel {

/// Throws MpiError unless `code` is MPI_SUCCESS. `call` names the function that returned it.
void check(int code, char const* call);

/// MPI_Test: whether `request` is complete. If so, sets it to MPI_REQUEST_NULL.
bool is_complete(MPI_Request& request);

/// Returns when `request` is complete. Sleeps meanwhile, whereas MPI_Wait would spin.
void wait_asleep(MPI_Request request);

/// MPI_Comm_dup. The duplicate is never freed, because that would be collective.
MPI_Comm duplicate(MPI_Comm communicator);

struct SessionState {
    int rank = 0;
    int size = 1;
    bool is_finalised = false;
    /// Memory that MPI may still read or write.
    std::vector<std::shared_ptr<void>> parked;
    /// Set if MPI outlives the session: then this state exists until the process ends.
    std::shared_ptr<SessionState> itself;
};

struct CommunicatorState {
    std::shared_ptr<SessionState> session;
    MPI_Comm handle = MPI_COMM_NULL;
    int rank = 0;
    int size = 1;
    std::size_t chunk_bytes = 0;
};

}  // namespace balmer::parallel
