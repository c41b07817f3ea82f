/// \file
/// Steps that all ranks take, and the end of all when one of them fails.
#pragma once

#include "balmer/console/console.hpp"
#include "balmer/console/exit_code.hpp"
#include "balmer/parallel/communicator.hpp"

#include <exception>
#include <functional>
#include <type_traits>

namespace balmer::console {

/// Every rank knows of the failure, and it is printed: all leave with this code.
struct FailedTogether {
    int exit_code;
};

/// Prints the error where it happened, and nothing where it is another rank's.
[[noreturn]] void fail_together(parallel::Communicator const& communicator, Console& console,
                                std::exception const& error);

/// Collective: `step` on every rank, or FailedTogether on every rank.
template <class Step>
auto together(parallel::Communicator const& communicator, Console& console, Step&& step)
    -> std::invoke_result_t<Step&> {
    try {
        return communicator.all_or_none(step);
    } catch (std::exception const& error) {
        fail_together(communicator, console, error);
    }
}

/// Runs `body` with all ranks of an MPI launch, or alone, without MPI, where there was none.
int with_all_ranks(std::function<int(parallel::Communicator const&)> const& body);

}  // namespace balmer::console
