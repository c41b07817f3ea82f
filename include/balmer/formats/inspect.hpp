/// \file
/// Summarises an event file, for users who are about to write a job.
#pragma once

#include "balmer/formats/file_summary.hpp"

#include <filesystem>

namespace balmer::formats {

/// Reads the file once, in blocks. Throws DataError if it is missing, damaged or of an unknown
/// format.
FileSummary inspect(std::filesystem::path const& path);

}  // namespace balmer::formats
