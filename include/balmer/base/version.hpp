/// \file
/// What this build is.
#pragma once

#include <string>

namespace balmer {

/// "0.1.0".
std::string version();
/// The commit the build was made from, with "-dirty" for changes on top; "unknown" outside git.
std::string commit();

}  // namespace balmer
