/// \file
/// The name of this machine's processor, beside which timings are quoted.
#pragma once

#include <string>

namespace balmer::bench {

/// As Linux tells it ("Intel(R) Xeon(R) …"); "unknown" where it does not.
std::string processor_name();

}  // namespace balmer::bench
