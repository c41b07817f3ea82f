/// \file
/// Owner of an open file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace balmer {

/// Closes the file when destroyed. System calls interrupted by a signal are repeated. All errors
/// are IoError with the path.
class FileDescriptor {
public:
    /// Opens with the flags of open(2), and O_CLOEXEC. Throws IoError.
    FileDescriptor(std::filesystem::path path, int flags);
    /// A second descriptor of the same open file; both share its flock.
    FileDescriptor duplicate() const;
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor();

    /// For system calls; this object keeps ownership.
    int get() const noexcept { return descriptor_; }
    std::filesystem::path const& path() const noexcept { return path_; }

    /// Reads from the current position to the end.
    std::string read_all();
    /// Writes all of `content`.
    void write(std::span<std::byte const> content);
    void sync();
    /// Closes the file now. Network file systems may report a full disk only here.
    void close();

private:
    FileDescriptor(int descriptor, std::filesystem::path path);

    std::filesystem::path path_;
    int descriptor_;
};

}  // namespace balmer
