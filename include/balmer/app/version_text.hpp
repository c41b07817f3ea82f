/// \file
/// What --version prints.
#pragma once

#include <string>

namespace balmer::app {

/// "balmer 0.1.0": one line, for headers and files.
std::string created_by();

/// Version, commit, compiler and libraries, a line each.
std::string version_text();

}  // namespace balmer::app
