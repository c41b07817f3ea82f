/// \file
/// Memory of this process.
#pragma once

#include <cstdint>

namespace balmer::islands {

/// Resident bytes; 0 where /proc does not tell.
std::uint64_t resident_memory_bytes();

}  // namespace balmer::islands
