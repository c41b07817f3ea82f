// Rank 1 throws while rank 0 waits in a barrier for it. Exits with 3 if rank 1 ends without
// waiting.
#include "balmer/base/error.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/parallel/mpi_mailbox.hpp"
#include "balmer/parallel/session.hpp"

#include <cstdio>

namespace parallel = balmer::parallel;

namespace {

void run() {
    parallel::Session const session;
    parallel::Communicator const world(session);
    parallel::MpiMailbox mailbox(world);
    if (world.rank() == 1) {
        mailbox.send(0, parallel::Bytes(std::size_t{4} << 20));  // never taken
        throw balmer::DataError("no rows");
    }
    world.barrier();
}

}  // namespace

int main() {
    try {
        run();
    } catch (balmer::DataError const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        // If the session had finalised MPI, the other ranks could not be aborted.
        parallel::abort(parallel::mpi_is_running() ? 3 : 4);
    }
    return 5;
}
