/// \file
/// The section [run]: its keys and their rules.
#pragma once

#include "balmer/base/keyed_problem.hpp"
#include "balmer/job/job.hpp"

#include "section.hpp"

#include <vector>

namespace balmer::job {

Section run_section();

/// What is wrong with the values, by key.
std::vector<KeyedProblem> problems_of(RunOptions const& run);

}  // namespace balmer::job
