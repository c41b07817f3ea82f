#include "balmer/app/run_lock.hpp"

#include "balmer/base/error.hpp"

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace balmer::app {
namespace {

std::string holder_of(int descriptor) {
    std::array<char, 256> text{};
    auto const size = ::pread(descriptor, text.data(), text.size(), 0);
    std::string holder(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!holder.empty() && holder.back() == '\n') holder.pop_back();
    return holder.empty() ? "an unknown process" : holder;
}

std::string this_process() {
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
    return "process " + std::to_string(::getpid()) + " on " + host.data() + "\n";
}

}  // namespace

std::optional<std::string> lock_holder(std::filesystem::path const& directory) {
    int const descriptor = ::open((directory / "lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return std::nullopt;
    std::optional<std::string> holder;
    // A lock that is free is ours for a moment, and free again with the file's end.
    if (::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        holder = holder_of(descriptor);
    }
    ::close(descriptor);
    return holder;
}

std::string in_use(std::filesystem::path const& directory, std::string const& holder) {
    return "run directory '" + directory.string() + "' is in use by " + holder +
           " (one search at a time writes there). Wait for it, end it with 'touch " +
           (directory / "STOP").string() + "', or take another --run directory";
}

RunLock::RunLock(std::filesystem::path const& directory) : descriptor_(-1), is_held_(false) {
    auto const path = directory / "lock";
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0) throw IoError("open", path.string(), errno);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return;
        auto const holder = holder_of(descriptor_);
        ::close(descriptor_);
        throw InputError(in_use(directory, holder));
    }
    is_held_ = true;
    auto const text = this_process();
    if (::ftruncate(descriptor_, 0) != 0 ||
        ::pwrite(descriptor_, text.data(), text.size(), 0) < 0) {
        int const reason = errno;
        ::close(descriptor_);
        throw IoError("write", path.string(), reason);
    }
}

RunLock::RunLock(RunLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), is_held_(other.is_held_) {}

RunLock::~RunLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace balmer::app
