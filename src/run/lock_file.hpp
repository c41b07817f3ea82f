/// \file
/// The content and the age of the lock file of a run directory.
#pragma once

#include "balmer/base/file_descriptor.hpp"

#include <filesystem>
#include <string>

namespace balmer::run {

/// Three lines: holder, token, and "flock" or "lease". Empty if no process holds the lock.
struct LockText {
    /// "process 12 on host".
    std::string holder;
    std::string token;
    bool is_lease = false;

    bool empty() const { return token.empty(); }
};

/// The text for this process, with a new token.
LockText own_lock_text(bool is_lease);

/// Reads the file; the result is empty if the file has another form.
LockText read_lock_text(FileDescriptor const& file);

/// Replaces the content of the file and syncs it to the disk. Throws IoError.
void write_lock_text(FileDescriptor const& file, LockText const& text);

/// Time since the file was last written [s], by the clock of its file system: compares it with a
/// temporary file in the same folder. Throws IoError.
double age_s(FileDescriptor const& file, std::filesystem::path const& directory);

}  // namespace balmer::run
