/// \file
/// What --version prints.
#pragma once

#include <string>

namespace balmer::app {

/// Version, commit, compiler, backends of this machine and libraries, a line each.
std::string version_text();

}  // namespace balmer::app
