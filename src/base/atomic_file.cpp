#include "balmer/base/atomic_file.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/file_descriptor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace balmer {
namespace {

namespace fs = std::filesystem;

constexpr auto temporary_mark = ".tmp";

fs::path folder_of(fs::path const& path) {
    auto const folder = path.parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

void sync_folder_of(fs::path const& path) {
    FileDescriptor(folder_of(path), O_RDONLY | O_DIRECTORY).sync();
}

void rename_into_place(fs::path const& from, fs::path const& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0) {
        throw IoError("rename into place", to.string(), errno);
    }
}

/// True if the file system or the file does not allow another hard link.
bool means_no_links(int reason) {
    constexpr std::array reasons = {EPERM, EOPNOTSUPP, ENOSYS, EMLINK, EXDEV, EACCES, EINVAL};
    return std::ranges::find(reasons, reason) != reasons.end();
}

enum class Link { made, no_file, unsupported };

Link link_file(fs::path const& file, fs::path const& name) {
    ::unlink(name.c_str());
    if (::link(file.c_str(), name.c_str()) == 0) return Link::made;
    if (errno == ENOENT) return Link::no_file;
    if (means_no_links(errno)) return Link::unsupported;
    throw IoError("keep as '" + name.string() + "'", file.string(), errno);
}

OldFile replace_without_links(fs::path const& temporary, fs::path const& path,
                              fs::path const& kept) {
    rename_into_place(path, kept);
    try {
        rename_into_place(temporary, path);
    } catch (...) {
        std::rename(kept.c_str(), path.c_str());
        throw;
    }
    return OldFile::kept;
}

/// A failure before the last rename leaves all files unchanged.
OldFile replace_by_link(fs::path const& temporary, fs::path const& path, fs::path const& kept) {
    auto const link = temporary_name(kept);
    switch (link_file(path, link)) {
        case Link::no_file:
            rename_into_place(temporary, path);
            return OldFile::none;
        case Link::unsupported:
            return replace_without_links(temporary, path, kept);
        case Link::made:
            break;
    }
    try {
        rename_into_place(temporary, path);
    } catch (...) {
        ::unlink(link.c_str());
        throw;
    }
    if (std::rename(link.c_str(), kept.c_str()) == 0) {
        // If both names refer to one file, rename does nothing.
        ::unlink(link.c_str());
        return OldFile::kept;
    }
    ::unlink(link.c_str());
    return OldFile::lost;
}

}  // namespace

fs::path temporary_name(fs::path const& path) {
    auto name = path;
    name += temporary_mark + std::to_string(::getpid());
    return name;
}

void remove_temporaries(fs::path const& path) {
    auto const start = path.filename().string() + temporary_mark;
    std::error_code error;
    for (fs::directory_iterator file(folder_of(path), error), end; !error && file != end;
         file.increment(error)) {
        if (file->path().filename().string().starts_with(start)) ::unlink(file->path().c_str());
    }
}

void write_new_file(fs::path const& path, std::span<std::byte const> content) {
    ::unlink(path.c_str());
    FileDescriptor file(path, O_WRONLY | O_CREAT | O_EXCL);
    try {
        file.write(content);
        file.sync();
        file.close();
    } catch (...) {
        ::unlink(path.c_str());
        throw;
    }
}

OldFile replace_file(fs::path const& temporary, fs::path const& path, fs::path const& kept) {
    auto const old = replace_by_link(temporary, path, kept);
    sync_folder_of(path);
    return old;
}

void commit_file(fs::path const& temporary, fs::path const& path) {
    FileDescriptor(temporary, O_RDONLY).sync();
    rename_into_place(temporary, path);
    sync_folder_of(path);
}

void write_file_atomically(fs::path const& path, std::string_view content) {
    auto const temporary = temporary_name(path);
    write_new_file(temporary, std::as_bytes(std::span(content)));
    try {
        rename_into_place(temporary, path);
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    sync_folder_of(path);
}

}  // namespace balmer
