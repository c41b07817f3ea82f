/// \file
/// What this build is.
#pragma once

#include <string>

namespace balmer {

/// "0.1.0".
std::string version();
/// The commit the build was made from, with "-dirty" for changes on top; "unknown" outside git.
std::string commit();
/// "balmer 0.1.0", for headers and files.
std::string created_by();
/// The compiler and the kind of build: "GNU 12.2.0, Release".
std::string compiler();

}  // namespace balmer
