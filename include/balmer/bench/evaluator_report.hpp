/// \file
/// What `bench evaluator` prints.
#pragma once

#include "balmer/bench/evaluator_bench.hpp"

#include <string>

namespace balmer::bench {

/// Line of names above the rows, with its end.
std::string evaluator_bench_header();
/// One row, with its end.
std::string evaluator_bench_row(EvaluatorBenchResult const& result);

/// An object: the settings, version, processor, and `results`, one object a row.
std::string evaluator_bench_json(EvaluatorBenchSettings const& settings,
                                 EvaluatorBenchReport const& report);

}  // namespace balmer::bench
