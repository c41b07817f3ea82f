#include "file_bytes.hpp"

#include "balmer/base/error.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>

#include <sys/stat.h>

namespace balmer::checkpoint {
namespace {

/// Size according to the file system. Only regular files are opened, because a pipe would block.
std::size_t size_of(std::filesystem::path const& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) throw IoError("read", file.string(), errno);
    if (S_ISDIR(status.st_mode)) throw IoError("read", file.string(), EISDIR);
    if (!S_ISREG(status.st_mode))
        throw IoError("read (it is not a regular file)", file.string(), 0);
    return static_cast<std::size_t>(status.st_size);
}

Bytes room_for(std::size_t size, std::filesystem::path const& file) {
    try {
        return Bytes(size);
    } catch (std::exception const&) {
        throw IoError("read all " + std::to_string(size) + " bytes of", file.string(), ENOMEM);
    }
}

}  // namespace

Bytes read_file(std::filesystem::path const& file) {
    auto bytes = room_for(size_of(file), file);
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const stream(std::fopen(file.c_str(), "rbe"),
                                                                 std::fclose);
    if (!stream) throw IoError("read", file.string(), errno);
    // If the file has become shorter in the meantime, the seal detects it.
    auto const count = std::fread(bytes.data(), 1, bytes.size(), stream.get());
    if (std::ferror(stream.get()) != 0) throw IoError("read", file.string(), errno);
    bytes.resize(count);
    return bytes;
}

}  // namespace balmer::checkpoint
