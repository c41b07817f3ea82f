/// \file
/// A file as bytes.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"

#include <filesystem>

namespace balmer::checkpoint {

/// The whole of a regular file. Throws IoError, also for a folder and for what does not fit into
/// memory.
Bytes read_file(std::filesystem::path const& file);

}  // namespace balmer::checkpoint
