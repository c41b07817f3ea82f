#include "balmer/console/together.hpp"

#include "balmer/parallel/error.hpp"
#include "balmer/parallel/launcher.hpp"
#include "balmer/parallel/session.hpp"

namespace balmer::console {
namespace {

int run_body(parallel::Communicator const& communicator,
             std::function<int(parallel::Communicator const&)> const& body) {
    try {
        return body(communicator);
    } catch (FailedTogether const& failure) {
        // All ranks get here, so MPI can be finalised in order.
        return failure.exit_code;
    }
}

}  // namespace

void fail_together(parallel::Communicator const& communicator, Console& console,
                   std::exception const& error) {
    if (dynamic_cast<parallel::RemoteError const*>(&error) == nullptr) {
        print_error(console, error, communicator.size() > 1 ? communicator.rank() : -1);
    }
    throw FailedTogether{exit_code_of(error)};
}

int with_all_ranks(std::function<int(parallel::Communicator const&)> const& body) {
    if (parallel::launcher_size() == 1) return run_body(parallel::Communicator(), body);
    parallel::Session const session;
    return run_body(parallel::Communicator(session), body);
}

}  // namespace balmer::console
