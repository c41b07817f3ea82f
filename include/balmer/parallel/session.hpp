/// \file
/// The lifetime of MPI in this process.
#pragma once

#include "balmer/parallel/launcher.hpp"

#include <memory>
#include <string>

namespace balmer::parallel {

struct SessionState;

/// MPI runs for as long as this object exists. A process may have only one, because MPI cannot be
/// started twice.
///
/// It must outlive every communicator and mailbox. The destructor finalises MPI and then frees the
/// bytes of parcels still in transit. During stack unwinding it does neither: other ranks may wait
/// in a collective that this rank will never join, and only `abort` ends them.
class Session {
public:
    /// Starts MPI for use by one thread (MPI_THREAD_FUNNELED), with errors returned, not fatal.
    ///
    /// Throws InputError if the launcher started several processes but MPI sees only one: each
    /// would run the whole job separately and write the same files. Throws MpiError.
    Session();
    ~Session();
    Session(Session&&) noexcept = default;
    Session& operator=(Session&&) = delete;

    /// Among all processes of the job.
    int rank() const noexcept;
    int size() const noexcept;

private:
    friend class Communicator;

    std::shared_ptr<SessionState> state_;
    int exceptions_at_start_;
};

/// Whether MPI is started and not yet finalised.
bool mpi_is_running() noexcept;

/// Name and version of the MPI library, such as "Open MPI v4.1.4".
std::string mpi_library();

/// Ends this process and, if MPI runs, all others of the job (MPI_Abort). mpirun then exits with
/// `exit_code`. Flushes standard output and runs no destructors.
[[noreturn]] void abort(int exit_code) noexcept;

}  // namespace balmer::parallel
