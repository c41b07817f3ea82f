/// \file
/// Memory of this process.
#pragma once

#include <cstdint>

namespace balmer::islands {

/// Resident memory in bytes; 0 if /proc is not available.
std::uint64_t resident_memory_bytes();

}  // namespace balmer::islands
