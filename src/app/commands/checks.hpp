/// \file
/// Rules for numbers on the command line.
#pragma once

#include <cstdint>

#include <CLI/CLI.hpp>

namespace balmer::app {

/// Whole numbers in [least, most]; what does not fit is refused in one sentence.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most);

}  // namespace balmer::app
