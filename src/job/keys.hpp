/// \file
/// The table of all job keys.
#pragma once

#include "section.hpp"

#include <vector>

namespace balmer::job {

/// All sections, in the order of a written job file.
std::vector<Section> const& job_sections();

}  // namespace balmer::job
