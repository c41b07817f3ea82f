/// \file
/// The output of `bench evaluator`.
#pragma once

#include "balmer/bench/evaluator_bench.hpp"

#include <string>

namespace balmer::bench {

/// The header line of the table.
std::string evaluator_header();
/// One row of the table.
std::string evaluator_row(EvaluatorResult const& result);

/// An object: the settings, version, processor, and `results`, one object per row.
std::string evaluator_json(EvaluatorSettings const& settings, EvaluatorReport const& report);

}  // namespace balmer::bench
