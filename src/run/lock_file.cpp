#include "lock_file.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/host_name.hpp"

#include <array>
#include <cerrno>
#include <random>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace balmer::run {
namespace {

/// Distinguishes processes, also those with equal process IDs on one host (containers). Results do
/// not depend on it, so it need not be a random stream of the search.
std::string random_token() {
    std::random_device device;
    return fmt::format("{:08x}{:08x}", device(), device());
}

double modified_s(FileDescriptor const& file) {
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0) {
        throw IoError("get the status of", file.path().string(), errno);
    }
    return static_cast<double>(facts.st_mtim.tv_sec) +
           1e-9 * static_cast<double>(facts.st_mtim.tv_nsec);
}

}  // namespace

LockText own_lock_text(bool is_lease) {
    return {fmt::format("process {} on {}", ::getpid(), host_name()), random_token(), is_lease};
}

LockText read_lock_text(FileDescriptor const& file) {
    std::array<char, 512> bytes{};
    auto const size = ::pread(file.get(), bytes.data(), bytes.size(), 0);
    std::istringstream stream(
        std::string(bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0));
    LockText text;
    std::string kind;
    std::getline(stream, text.holder);
    std::getline(stream, text.token);
    std::getline(stream, kind);
    if (kind != "lease" && kind != "flock") return {};
    text.is_lease = kind == "lease";
    return text;
}

void write_lock_text(FileDescriptor const& file, LockText const& text) {
    auto const bytes =
        fmt::format("{}\n{}\n{}\n", text.holder, text.token, text.is_lease ? "lease" : "flock");
    auto const written = ::pwrite(file.get(), bytes.data(), bytes.size(), 0);
    if (written != static_cast<ssize_t>(bytes.size())) {
        throw IoError("write", file.path().string(), written < 0 ? errno : ENOSPC);
    }
    if (::ftruncate(file.get(), static_cast<off_t>(bytes.size())) != 0 ||
        ::fsync(file.get()) != 0) {
        throw IoError("write", file.path().string(), errno);
    }
}

double age_s(FileDescriptor const& file, std::filesystem::path const& directory) {
    FileDescriptor const now(directory / (".lock." + random_token()), O_WRONLY | O_CREAT | O_EXCL);
    ::unlink(now.path().c_str());
    return modified_s(now) - modified_s(file);
}

}  // namespace balmer::run
