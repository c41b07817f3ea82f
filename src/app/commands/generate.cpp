#include "commands.hpp"
#include "generate/generate_commands.hpp"

#include <CLI/CLI.hpp>

namespace balmer::app {

void add_generate(CLI::App& app, Action& action) {
    auto& command = *app.add_subcommand(
        "generate",
        "generate events: the processes of arXiv:2109.10414 and arXiv:2211.08420, or a formula");
    command.require_subcommand(1);
    add_generate_zh(command, action);
    add_generate_wbf(command, action);
    add_generate_mt2(command, action);
    add_generate_isr(command, action);
    add_generate_formula(command, action);
}

}  // namespace balmer::app
