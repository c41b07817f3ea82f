/// \file
/// How often a test program has asked for memory. Programs that link allocation_count.cpp count.
#pragma once

namespace balmer::testing {

/// Calls of operator new, in any form, since the program began.
long allocation_count();

}  // namespace balmer::testing
