/// \file
/// Sections whose keys are operators: argument limits, nesting limits, complexity weights.
#pragma once

#include "balmer/job/reading.hpp"

#include "section.hpp"

namespace balmer::job {

Section constraints_section();
Section nesting_section();
Section complexity_section();

/// Checks limits and weights of operators that are not in search.operators: those from the job file
/// are mistakes, those from a preset are removed.
void check_unused_operators(Reading& reading);

}  // namespace balmer::job
