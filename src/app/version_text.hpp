/// \file
/// The output of --version.
#pragma once

#include <string>

namespace balmer::app {

/// Version, commit, compiler, backends of this machine and libraries, one per line.
std::string version_text();

}  // namespace balmer::app
