/// \file
/// The subcommands: each adds its options to the parser, and sets the action if it is chosen.
#pragma once

#include "balmer/console/console.hpp"

#include <functional>

namespace CLI {
class App;
}

namespace balmer::console {
class StopSignals;
}

namespace balmer::app {

/// What the program does after parsing its arguments.
struct Action {
    /// Returns the exit code.
    std::function<int(console::Console&)> run;
    /// True if the command can run on several ranks.
    bool is_parallel = false;
    /// Set instead of `run` by a command that ends in order on a stop signal.
    std::function<int(console::Console&, console::StopSignals const&)> run_with_signals = {};
};

/// Adds all commands. `action` must outlive the parse.
void add_commands(CLI::App& app, Action& action);

}  // namespace balmer::app
