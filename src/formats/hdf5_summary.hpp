/// \file
/// What an HDF5 file contains.
#pragma once

#include "balmer/formats/file_summary.hpp"

#include <filesystem>

namespace balmer::formats {

/// Summarises all datasets. Reads each once, in blocks. Throws DataError.
FileSummary inspect_hdf5(std::filesystem::path const& path);

}  // namespace balmer::formats
