#include "balmer/base/atomic_file.hpp"

#include "balmer/base/error.hpp"

#include <cerrno>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace balmer {
namespace {

/// A file descriptor that closes itself.
class Descriptor {
public:
    Descriptor(std::filesystem::path const& path, int flags)
        : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {
        if (descriptor_ < 0) throw IoError("open", path_.string(), errno);
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    ~Descriptor() { ::close(descriptor_); }

    void write(std::string_view content) {
        while (!content.empty()) {
            auto const written = ::write(descriptor_, content.data(), content.size());
            if (written < 0) {
                if (errno == EINTR) continue;
                throw IoError("write", path_.string(), errno);
            }
            content.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    void sync() {
        // Some file systems have no fsync for folders and say EINVAL.
        if (::fsync(descriptor_) != 0 && errno != EINVAL) {
            throw IoError("sync to disk", path_.string(), errno);
        }
    }

private:
    std::filesystem::path path_;
    int descriptor_;
};

std::filesystem::path folder_of(std::filesystem::path const& path) {
    auto const folder = path.parent_path();
    return folder.empty() ? std::filesystem::path(".") : folder;
}

}  // namespace

std::filesystem::path temporary_name(std::filesystem::path const& path) {
    auto name = path;
    name += ".tmp" + std::to_string(::getpid());
    return name;
}

void commit_file(std::filesystem::path const& temporary, std::filesystem::path const& path) {
    Descriptor(temporary, O_RDONLY).sync();
    if (std::rename(temporary.c_str(), path.c_str()) != 0) {
        throw IoError("rename into place", path.string(), errno);
    }
    Descriptor(folder_of(path), O_RDONLY | O_DIRECTORY).sync();
}

void write_file_atomically(std::filesystem::path const& path, std::string_view content) {
    auto const temporary = temporary_name(path);
    try {
        Descriptor(temporary, O_WRONLY | O_CREAT | O_TRUNC).write(content);
        commit_file(temporary, path);
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
}

}  // namespace balmer
