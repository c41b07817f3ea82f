/// \file
/// One process at a time on a run directory.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace balmer::app {

/// Host and process that hold the lock of `directory` now, or nothing. Makes no file.
std::optional<std::string> lock_holder(std::filesystem::path const& directory);

/// What is said where `holder` has the lock.
std::string in_use(std::filesystem::path const& directory, std::string const& holder);

/// Holds `directory`/lock (flock, with host and process inside) for as long as it lives. The system
/// frees the lock of a process that dies, so a lock file left behind locks nothing. Between hosts
/// it holds where the file system shares flock: NFS from version 4 on, Lustre mounted with -o
/// flock.
class RunLock {
public:
    /// Throws InputError naming the holder when another process has it, IoError when the file
    /// cannot be made. A file system without locks gives a lock that holds nothing: is_held() is
    /// false.
    explicit RunLock(std::filesystem::path const& directory);
    RunLock(RunLock&& other) noexcept;
    RunLock& operator=(RunLock&&) = delete;
    ~RunLock();

    bool is_held() const { return is_held_; }

private:
    int descriptor_;
    bool is_held_;
};

}  // namespace balmer::app
