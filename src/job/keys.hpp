/// \file
/// The table of all job keys.
#pragma once

#include "section.hpp"

#include <string>
#include <utility>
#include <vector>

namespace balmer::job {

/// All sections, in the order of a written job file.
std::vector<Section> const& job_sections();

/// The keys that are set in a section, by their full names ("search.seed"), with their values as
/// TOML.
std::vector<std::pair<std::string, std::string>> values_of(Section const& section, Job const& job);

}  // namespace balmer::job
