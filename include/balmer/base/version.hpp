/// \file
/// Version and origin of this build.
#pragma once

#include <string>

namespace balmer {

/// "0.1.0".
std::string version();
/// The commit of the build, with "-dirty" if the tree had changes; "unknown" outside git.
std::string commit();
/// "balmer 0.1.0", for headers and files.
std::string created_by();
/// The compiler and the kind of build: "GNU 12.2.0, Release".
std::string compiler();

}  // namespace balmer
