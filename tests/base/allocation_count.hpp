/// \file
/// Counts the allocations of a test program that links allocation_count.cpp.
#pragma once

namespace balmer::testing {

/// Number of calls of operator new, in any form, since the program started.
long allocation_count();

}  // namespace balmer::testing
