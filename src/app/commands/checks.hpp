/// \file
/// Rules for numbers on the command line.
#pragma once

#include <cstdint>

#include <CLI/CLI.hpp>

namespace balmer::app {

/// Accepts whole numbers in [least, most].
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most);

}  // namespace balmer::app
