/// \file
/// The name of the host.
#pragma once

#include <string>

namespace balmer {

/// Name of this host; "?" if it is unknown.
std::string host_name();

}  // namespace balmer
