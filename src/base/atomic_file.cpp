#include "balmer/base/atomic_file.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/file_descriptor.hpp"
#include "balmer/base/host_name.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace balmer {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view temporary_mark = ".tmp";
constexpr std::size_t key_digits = 16;

/// FNV-1a. Source: draft-eastlake-fnv, section 2.
std::string hexadecimal_hash(std::string const& text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (char const letter : text) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    }
    std::array<char, key_digits + 1> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
    return digits.data();
}

/// Identifies the set of processes whose IDs this process can judge; empty if it is unknown. Host
/// names alone do not: many hosts are called localhost, and containers share the name of a host but
/// not its process IDs.
std::string process_space() {
    std::string boot;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
    std::error_code error;
    auto const ids = fs::read_symlink("/proc/self/ns/pid", error).string();
    if (boot.empty() || error) return {};
    return host_name() + '\n' + boot + '\n' + ids;
}

struct TemporaryMark {
    pid_t process = 0;
    /// Empty in names without one.
    std::string_view key;
};

/// What the name of a file says after that of its target; nullopt if no temporary_name() ends like
/// that.
std::optional<TemporaryMark> read_mark(std::string_view text) {
    if (!text.starts_with(temporary_mark)) return std::nullopt;
    text.remove_prefix(temporary_mark.size());
    TemporaryMark mark;
    auto const* const end = text.data() + text.size();
    auto const [stop, status] = std::from_chars(text.data(), end, mark.process);
    if (status != std::errc{} || mark.process <= 0 || text.front() == '0') return std::nullopt;
    if (stop == end) return mark;
    mark.key = text.substr(static_cast<std::size_t>(stop - text.data()));
    if (mark.key.front() != '-') return std::nullopt;
    mark.key.remove_prefix(1);
    bool const is_key = mark.key.size() == key_digits &&
                        mark.key.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    return is_key ? std::optional(mark) : std::nullopt;
}

bool has_ended(pid_t process) { return ::kill(process, 0) != 0 && errno == ESRCH; }

fs::path folder_of(fs::path const& path) {
    auto const folder = path.parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

/// Removes the regular files named like temporary files of `path` whose mark satisfies `is_chosen`.
template <class Predicate>
void remove_marked(fs::path const& path, Predicate const& is_chosen) {
    auto const target = path.filename().string();
    std::error_code error;
    for (fs::directory_iterator file(folder_of(path), error), end; !error && file != end;
         file.increment(error)) {
        auto const name = file->path().filename().string();
        if (!name.starts_with(target)) continue;
        auto const mark = read_mark(std::string_view(name).substr(target.size()));
        std::error_code unknown;
        if (mark && is_chosen(*mark) &&
            fs::symlink_status(file->path(), unknown).type() == fs::file_type::regular) {
            ::unlink(file->path().c_str());
        }
    }
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
    name += temporary_mark;
    name += std::to_string(::getpid()) + "-" + hexadecimal_hash(process_space());
    return name;
}

void remove_temporaries(fs::path const& path) {
    remove_marked(path, [](TemporaryMark const&) { return true; });
}

void remove_dead_temporaries(fs::path const& path) noexcept try {
    auto const space = process_space();
    if (space.empty()) return;
    auto const key = hexadecimal_hash(space);
    remove_marked(path, [&](TemporaryMark const& mark) {
        return mark.key == key && has_ended(mark.process);
    });
} catch (std::exception const&) {
    // What is left behind costs space, and nothing else.
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
