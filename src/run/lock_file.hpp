/// \file
/// What stands in the lock file of a run directory, and how old it is.
#pragma once

#include "balmer/base/file_descriptor.hpp"

#include <filesystem>
#include <string>

namespace balmer::run {

/// Three lines: holder, token, and "flock" or "lease". Empty where nobody holds the lock.
struct LockText {
    /// "process 12 on host".
    std::string holder;
    std::string token;
    bool is_lease = false;

    bool empty() const { return token.empty(); }
};

/// Of this process, with a new token.
LockText own_lock_text(bool is_lease);

/// Reads what stands in the file; empty where it is not of that form.
LockText read_lock_text(FileDescriptor const& file);

/// Replaces what stands in the file and brings it to the disk. Throws IoError.
void write_lock_text(FileDescriptor const& file, LockText const& text);

/// Since the file was last written [s], by the clock of its file system: against a file that is
/// made beside it and removed. Throws IoError.
double age_s(FileDescriptor const& file, std::filesystem::path const& directory);

}  // namespace balmer::run
