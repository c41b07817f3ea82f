/// \file
/// The name of this machine's processor, which belongs to every timing.
#pragma once

#include <string>

namespace balmer::bench {

/// The name according to Linux ("Intel(R) Xeon(R) …"); "unknown" if it is not known.
std::string processor_name();

}  // namespace balmer::bench
