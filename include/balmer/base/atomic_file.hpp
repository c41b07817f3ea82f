/// \file
/// Writes files atomically: a reader finds the complete new file or the old state.
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

/// A temporary name for `path`, in the same folder: `path`.tmpPID-KEY. The key stands for the set
/// of processes among which the ID is unique (host, its boot, container), so that the name is
/// unique to this process also on a file system that several hosts share.
std::filesystem::path temporary_name(std::filesystem::path const& path);

/// Removes the temporary files of `path` of whatever process. Only for a caller whose lock keeps
/// other writers of `path` out.
void remove_temporaries(std::filesystem::path const& path);

/// Removes the temporary files of `path` whose process has certainly ended: its name has the key of
/// this process, and no process has its ID. Files of other hosts, or of this one before it was
/// booted, stay. Errors are ignored.
void remove_dead_temporaries(std::filesystem::path const& path) noexcept;

/// Creates a file at `path` with `content`, fsynced and closed. An existing file is unlinked first,
/// never overwritten. After a failure there is no file at `path`. Throws IoError.
void write_new_file(std::filesystem::path const& path, std::span<std::byte const> content);

/// What happened to the file that was replaced.
enum class OldFile { none, kept, lost };

/// Renames the file at `path` to `kept`, replacing any file there, and `temporary` (already
/// fsynced) to `path`; then fsyncs the folder. On a file system with hard links, `path` exists at
/// all times; on others, a process killed in between leaves the old file only as `kept`. If it
/// throws IoError, the files at `path` and `kept` are unchanged (without hard links, `kept` is
/// lost). OldFile::lost: the new file is in place, but `kept` could not be replaced.
OldFile replace_file(std::filesystem::path const& temporary, std::filesystem::path const& path,
                     std::filesystem::path const& kept);

}  // namespace balmer
