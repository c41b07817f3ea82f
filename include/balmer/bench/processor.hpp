/// \file
/// The name of this machine's processor, which is reported with every timing.
#pragma once

#include <string>

namespace balmer::bench {

/// The name according to Linux ("Intel(R) Xeon(R) …"), or "unknown".
std::string processor_name();

}  // namespace balmer::bench
