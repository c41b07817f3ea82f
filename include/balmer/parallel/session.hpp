/// \file
/// MPI, from its start to its end.
#pragma once

#include "balmer/parallel/launcher.hpp"

#include <memory>
#include <string>

namespace balmer::parallel {

struct SessionState;

/// MPI is up for as long as this object lives. One in a process, ever: MPI cannot be started twice.
///
/// Outlives every communicator and mailbox. Its destructor finalises MPI and then frees the bytes
/// of parcels that were still under way. While an exception unwinds it does neither: the other
/// ranks may sit in a collective that this one will never join, and only `abort` gets them out of
/// it.
class Session {
public:
    /// Starts MPI for use by one thread (MPI_THREAD_FUNNELED), with errors returned, not fatal.
    ///
    /// Throws InputError where the launcher started several processes and MPI knows of one only:
    /// each would run the whole job by itself, into the same files. Throws MpiError.
    Session();
    ~Session();
    Session(Session&&) noexcept = default;
    Session& operator=(Session&&) = delete;

    /// This process among all that were started.
    int rank() const noexcept;
    int size() const noexcept;

private:
    friend class Communicator;

    std::shared_ptr<SessionState> state_;
    int exceptions_at_start_;
};

/// Started and not yet finalised.
bool mpi_is_running() noexcept;

/// Name and version of the MPI library, such as "Open MPI v4.1.4".
std::string mpi_library();

/// Ends this process and, where MPI runs, all others of the job with it (MPI_Abort). The exit code
/// of mpirun is then `exit_code`. Standard output is flushed, no destructor runs.
[[noreturn]] void abort(int exit_code) noexcept;

}  // namespace balmer::parallel
