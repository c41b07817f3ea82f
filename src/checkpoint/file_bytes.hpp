/// \file
/// Reading a file as bytes.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"

#include <filesystem>

namespace balmer::checkpoint {

/// Returns the content of a regular file. Throws IoError, also for a directory or if the content
/// does not fit into memory.
Bytes read_file(std::filesystem::path const& file);

}  // namespace balmer::checkpoint
