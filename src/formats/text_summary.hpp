/// \file
/// What a text file contains.
#pragma once

#include "balmer/formats/file_summary.hpp"

#include <filesystem>

namespace balmer::formats {

/// Summarises the columns as one group "/". Reads the file once, in blocks. Throws DataError.
FileSummary inspect_text(std::filesystem::path const& path);

}  // namespace balmer::formats
