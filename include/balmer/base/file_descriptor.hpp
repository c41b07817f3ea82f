/// \file
/// An open file that closes itself.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace balmer {

/// Calls that a signal interrupts are made again. All errors are IoError naming the path.
class FileDescriptor {
public:
    /// Opens with the flags of open(2), and O_CLOEXEC. Throws IoError.
    FileDescriptor(std::filesystem::path path, int flags);
    /// A second descriptor of the same open file: they share its flock.
    FileDescriptor duplicate() const;
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor();

    /// For system calls; it stays ours.
    int get() const noexcept { return descriptor_; }
    std::filesystem::path const& path() const noexcept { return path_; }

    /// From here to the end.
    std::string read_all();
    /// All of it.
    void write(std::span<std::byte const> content);
    void sync();
    /// Network file systems tell here that the disk is full.
    void close();

private:
    FileDescriptor(int descriptor, std::filesystem::path path);

    std::filesystem::path path_;
    int descriptor_;
};

}  // namespace balmer
