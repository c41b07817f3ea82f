/// \file
/// The subcommands: each adds its options, and its action where it is chosen.
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

/// What the arguments ask for; returns the exit code.
struct Action {
    std::function<int(console::Console&)> run;
    /// Whether it makes sense on several ranks.
    bool is_parallel = false;
    /// Whether it looks at the signals itself; others end by them at once.
    bool minds_signals = false;
};

void add_generate(CLI::App& app, Action& action);
void add_inspect(CLI::App& app, Action& action);
void add_job(CLI::App& app, Action& action);
void add_search(CLI::App& app, Action& action, console::StopSignals const& signals);
void add_show(CLI::App& app, Action& action);
void add_fit(CLI::App& app, Action& action);
void add_evaluate(CLI::App& app, Action& action);
void add_mt2(CLI::App& app, Action& action);
void add_bench(CLI::App& app, Action& action);

}  // namespace balmer::app
