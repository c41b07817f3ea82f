#include "commands.hpp"
#include "generate/generate_commands.hpp"

#include <CLI/CLI.hpp>

namespace balmer::app {

void add_generate(CLI::App& app, Action& action) {
    auto& command = *app.add_subcommand("generate", "make events of the papers' processes");
    command.require_subcommand(1);
    add_generate_zh(command, action);
    add_generate_wbf(command, action);
    add_generate_mt2(command, action);
    add_generate_isr(command, action);
}

}  // namespace balmer::app
