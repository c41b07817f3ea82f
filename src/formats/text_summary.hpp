/// \file
/// What a text file contains.
#pragma once

#include "balmer/formats/file_summary.hpp"

#include <filesystem>

namespace balmer::formats {

/// Its columns, as one group "/". Throws DataError.
FileSummary inspect_text(std::filesystem::path const& path);

}  // namespace balmer::formats
