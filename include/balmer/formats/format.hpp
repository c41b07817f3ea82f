/// \file
/// The formats of event files that can be read, as a table. A new format is one more entry.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/formats/column_file.hpp"
#include "balmer/formats/file_summary.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace balmer::formats {

struct Format {
    /// "HDF5".
    std::string_view name;
    /// Whether files of this format can contain an N×F dataset, as MatrixSpec describes it.
    bool has_matrices;
    /// Whether the file has this format; `start` is its first bytes, at most 4096.
    bool (*recognise)(std::filesystem::path const& path, std::string_view start);
    /// Opens the file. Adds structural mistakes to `problems`. Throws DataError if the file cannot
    /// be read at all. Ignores `matrix` unless `has_matrices`.
    std::unique_ptr<ColumnFile> (*open)(std::filesystem::path const& path, MatrixSpec const& matrix,
                                        ProblemList& problems);
    /// Reads the file once, in blocks. Throws DataError.
    FileSummary (*inspect)(std::filesystem::path const& path);
};

/// In the order in which they are tried: text, which has no signature, is the last.
std::span<Format const> all_formats();

/// The format of the file by its content. Throws DataError if the file is missing, empty,
/// unreadable, or of no format in the table.
Format const& find_format(std::filesystem::path const& path);

}  // namespace balmer::formats
