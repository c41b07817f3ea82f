/// \file
/// The output of `bench evaluator`.
#pragma once

#include "balmer/bench/evaluator_bench.hpp"

#include <string>

namespace balmer::bench {

/// The header line of the table.
std::string evaluator_bench_header();
/// One row of the table.
std::string evaluator_bench_row(EvaluatorBenchResult const& result);

/// An object: the settings, version, processor, and `results`, one object per row.
std::string evaluator_bench_json(EvaluatorBenchSettings const& settings,
                                 EvaluatorBenchReport const& report);

}  // namespace balmer::bench
