/// \file
/// The benchmarks of `balmer bench`: each adds its options, and sets the action if it is chosen.
#pragma once

#include "commands.hpp"

namespace balmer::app {

void add_bench_evaluator(CLI::App& bench, Action& action);
void add_bench_mt2(CLI::App& bench, Action& action);
void add_bench_search(CLI::App& bench, Action& action);

}  // namespace balmer::app
