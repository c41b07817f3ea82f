/// \file
/// Where this process runs.
#pragma once

#include <string>

namespace balmer {

/// Name of this host; "?" where the system does not tell.
std::string host_name();

}  // namespace balmer
