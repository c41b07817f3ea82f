#include "balmer/base/file_descriptor.hpp"

#include "balmer/base/error.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace balmer {
namespace {

/// Repeats `call` while a signal interrupts it, and returns its result.
template <class Call>
auto uninterrupted(Call const& call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

}  // namespace

FileDescriptor::FileDescriptor(std::filesystem::path path, int flags)
    : path_(std::move(path)),
      descriptor_(uninterrupted([&] { return ::open(path_.c_str(), flags | O_CLOEXEC, 0666); })) {
    if (descriptor_ < 0) throw IoError("open", path_.string(), errno);
}

FileDescriptor::FileDescriptor(int descriptor, std::filesystem::path path)
    : path_(std::move(path)), descriptor_(descriptor) {}

FileDescriptor FileDescriptor::duplicate() const {
    int const second = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
    if (second < 0) throw IoError("open again", path_.string(), errno);
    return {second, path_};
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileDescriptor::~FileDescriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::string FileDescriptor::read_all() {
    std::string text;
    std::array<char, 65536> block;
    while (true) {
        auto const count =
            uninterrupted([&] { return ::read(descriptor_, block.data(), block.size()); });
        if (count < 0) throw IoError("read", path_.string(), errno);
        if (count == 0) return text;
        text.append(block.data(), static_cast<std::size_t>(count));
    }
}

void FileDescriptor::write(std::span<std::byte const> content) {
    while (!content.empty()) {
        auto const written =
            uninterrupted([&] { return ::write(descriptor_, content.data(), content.size()); });
        if (written < 0) throw IoError("write", path_.string(), errno);
        // Nothing was written and no error reported: retrying might never end.
        if (written == 0) throw IoError("write", path_.string(), ENOSPC);
        content = content.subspan(static_cast<std::size_t>(written));
    }
}

void FileDescriptor::sync() {
    // Some file systems do not support fsync for folders and return EINVAL.
    if (uninterrupted([&] { return ::fsync(descriptor_); }) != 0 && errno != EINVAL) {
        throw IoError("sync to disk", path_.string(), errno);
    }
}

void FileDescriptor::close() {
    // Not repeated: Linux has closed the descriptor even if close() fails.
    if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) {
        throw IoError("close", path_.string(), errno);
    }
}

}  // namespace balmer
