/// \file
/// Whole files that are either there complete or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
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

/// Removes the temporary files of `path` that any process left.
void remove_temporaries(std::filesystem::path const& path);

/// A new file at `path` (what was there is unlinked first, never written to), with all of
/// `content`, fsynced and closed. After a failure there is none. Throws IoError.
void write_new_file(std::filesystem::path const& path, std::span<std::byte const> content);

/// What has become of the file that was replaced.
enum class OldFile { none, kept, lost };

/// Renames `temporary` (fsynced already) to `path` and what was at `path` to `kept`, over what was
/// there, and fsyncs the folder. `path` exists at all times where the file system has hard links;
/// where it has none, a process killed at this moment leaves the old file under `kept` alone.
/// Throws IoError, and then the files at `path` and `kept` are the ones from before (without hard
/// links, `kept` is gone). OldFile::lost: the new file is in place, but `kept` cannot be replaced.
OldFile replace_file(std::filesystem::path const& temporary, std::filesystem::path const& path,
                     std::filesystem::path const& kept);

}  // namespace balmer
