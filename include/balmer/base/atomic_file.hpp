/// \file
/// Whole files that are either there complete or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace balmer {

/// Writes `content` to a temporary name beside `path`, fsyncs it, renames it over `path` and fsyncs
/// the folder. After a failure the old file is untouched and the temporary one removed.
/// Throws IoError.
void write_file_atomically(std::filesystem::path const& path, std::string_view content);

/// fsyncs the file at `temporary`, renames it to `path` and fsyncs the folder. Throws IoError.
void commit_file(std::filesystem::path const& temporary, std::filesystem::path const& path);

/// The temporary name that belongs to `path`: in the same folder, unique to this process.
std::filesystem::path temporary_name(std::filesystem::path const& path);

}  // namespace balmer
