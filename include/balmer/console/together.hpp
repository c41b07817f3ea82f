/// \file
/// Steps that all ranks take together: if one fails, all end.
#pragma once

#include "balmer/console/console.hpp"
#include "balmer/console/exit_code.hpp"
#include "balmer/parallel/communicator.hpp"

#include <exception>
#include <functional>
#include <type_traits>

namespace balmer::console {

/// All ranks end with this exit code; the error has been printed.
struct FailedTogether {
    int exit_code;
};

/// Prints the error on the rank where it happened, and throws FailedTogether on all ranks.
[[noreturn]] void fail_together(parallel::Communicator const& communicator, Console& console,
                                std::exception const& error);

/// Runs `step` on every rank; throws FailedTogether on every rank if it fails on any. Collective.
template <class Step>
auto together(parallel::Communicator const& communicator, Console& console, Step&& step)
    -> std::invoke_result_t<Step&> {
    try {
        return communicator.all_or_none(step);
    } catch (std::exception const& error) {
        fail_together(communicator, console, error);
    }
}

/// Runs `body` on all ranks of an MPI launch, or in this process alone, without MPI, if there was
/// no launch.
int with_all_ranks(std::function<int(parallel::Communicator const&)> const& body);

}  // namespace balmer::console
