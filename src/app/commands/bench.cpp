#include "bench_commands.hpp"

#include <CLI/CLI.hpp>

namespace balmer::app {

void add_bench(CLI::App& app, Action& action) {
    auto& command = *app.add_subcommand("bench", "measure speed on one core of this machine");
    command.require_subcommand(1);
    add_bench_evaluator(command, action);
    add_bench_mt2(command, action);
    add_bench_search(command, action);
}

}  // namespace balmer::app
