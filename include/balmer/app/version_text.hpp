/// \file
/// What --version prints.
#pragma once

#include <string>

namespace balmer::app {

/// "balmer 0.1.0": one line, for headers and files.
std::string created_by();

/// The compiler and the kind of build: "GNU 12.2.0, Release".
std::string compiler_text();

/// Version, commit, compiler, backends of this machine and libraries, a line each.
std::string version_text();

}  // namespace balmer::app
