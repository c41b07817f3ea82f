#include "commands.hpp"

#include <array>

namespace balmer::app {

// Each command is defined in the file of its name.
void add_generate(CLI::App& app, Action& action);
void add_inspect(CLI::App& app, Action& action);
void add_job(CLI::App& app, Action& action);
void add_enumerate(CLI::App& app, Action& action);
void add_search(CLI::App& app, Action& action);
void add_show(CLI::App& app, Action& action);
void add_fit(CLI::App& app, Action& action);
void add_evaluate(CLI::App& app, Action& action);
void add_mt2(CLI::App& app, Action& action);
void add_bench(CLI::App& app, Action& action);

namespace {

/// In the order of --help.
constexpr std::array commands = {&add_generate, &add_inspect, &add_job, &add_enumerate,
                                 &add_search,   &add_show,    &add_fit, &add_evaluate,
                                 &add_mt2,      &add_bench};

}  // namespace

void add_commands(CLI::App& app, Action& action) {
    for (auto const add : commands) add(app, action);
}

}  // namespace balmer::app
