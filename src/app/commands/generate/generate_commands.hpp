/// \file
/// The subcommands of `balmer generate`.
#pragma once

#include "../commands.hpp"

namespace balmer::app {

void add_generate_formula(CLI::App& generate, Action& action);
void add_generate_isr(CLI::App& generate, Action& action);
void add_generate_mt2(CLI::App& generate, Action& action);
void add_generate_wbf(CLI::App& generate, Action& action);
void add_generate_zh(CLI::App& generate, Action& action);

}  // namespace balmer::app
