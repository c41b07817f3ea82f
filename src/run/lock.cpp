#include "balmer/run/lock.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/file_descriptor.hpp"
#include "balmer/base/stopwatch.hpp"
#include "balmer/run/layout.hpp"

#include "lock_file.hpp"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace balmer::run {
namespace {

namespace fs = std::filesystem;

enum class Flock { granted, refused, unknown_here };

Flock try_flock(FileDescriptor const& file, int operation) {
    if (::flock(file.get(), operation | LOCK_NB) == 0) return Flock::granted;
    return errno == EWOULDBLOCK ? Flock::refused : Flock::unknown_here;
}

std::string name_of(LockText const& text) {
    return text.empty() ? "an unknown process" : text.holder;
}

/// The holder that the file names, if flock was not refused; nullopt if the lock is free. A lease
/// excludes all processes; an entry made under flock excludes only processes on hosts without
/// flock.
std::optional<std::string> holder_by_lease(FileDescriptor const& file, fs::path const& directory,
                                           Flock flock, LeaseTiming const& timing) {
    auto const text = read_lock_text(file);
    if (text.empty() || (flock == Flock::granted && !text.is_lease)) return std::nullopt;
    double const age = age_s(file, directory);
    if (age >= timing.stale_s) return std::nullopt;
    return fmt::format(
        "{}, last seen {:.0f} s ago (this file system has no locks: if that process is dead, its "
        "lock is free in {:.0f} s)",
        text.holder, age, timing.stale_s - age);
}

/// Returns true if the path still refers to this file.
bool is_at(FileDescriptor const& file, fs::path const& path) {
    struct stat here {};
    struct stat there {};
    if (::fstat(file.get(), &here) != 0 || ::stat(path.c_str(), &there) != 0) return false;
    return here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

/// A refusal is final only after this time: a process that checks a lock holds it for a moment, and
/// a process that has just taken it may not have written its name yet.
constexpr double patience_s = 0.3;

struct Claim {
    FileDescriptor file;
    Flock flock;
};

/// Opens and locks the file of this name, by flock if possible. If the file was renamed or removed
/// before it was locked (its process is removing the folder), the lock has no effect: tries again
/// with the new file of that name.
Claim claim(fs::path const& path, int flags, int operation) {
    Stopwatch const watch;
    while (true) {
        Claim result{FileDescriptor(path, flags), Flock::refused};
        result.flock = try_flock(result.file, operation);
        bool const is_named = is_at(result.file, path);
        if (is_named && result.flock != Flock::refused) return result;
        if (watch.elapsed_s() > patience_s) {
            if (is_named) return result;
            throw IoError("lock (it is replaced repeatedly)", path.string(), 0);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

}  // namespace

std::optional<std::string> lock_holder(fs::path const& directory, LeaseTiming const& timing) {
    try {
        // A free lock is held for a moment, and released when the file is closed.
        auto const [file, flock] = claim(directory / lock_name, O_RDONLY, LOCK_SH);
        if (flock == Flock::refused) return name_of(read_lock_text(file));
        return holder_by_lease(file, directory, flock, timing);
    } catch (IoError const& error) {
        // Without a file there is no holder. An unreadable file is reported when the lock is taken.
        if (error.path() == (directory / lock_name).string()) return std::nullopt;
        throw;
    }
}

std::string in_use(fs::path const& directory, std::string const& holder) {
    return "run directory '" + directory.string() + "' is in use by " + holder +
           " (one search at a time writes there). Wait for it, end it with 'touch " +
           (directory / stop_name).string() + "', or choose another --run directory";
}

/// Renews the lease regularly, and checks that the lock is still held.
class Lock::Keeper {
public:
    Keeper(FileDescriptor file, LockText text, LeaseTiming const& timing)
        : path_(file.path()),
          file_(std::move(file)),
          text_(std::move(text)),
          timing_(timing),
          thread_([this] { keep(); }) {}

    ~Keeper() {
        stop();
        release();
    }

    bool is_flock() const { return !text_.is_lease; }

    std::optional<std::string> taken_by() const {
        std::lock_guard const guard(mutex_);
        return taken_by_;
    }

    /// Removes the file before the lock is released, so that it cannot be another process's.
    void remove_file() noexcept {
        stop();
        try {
            if (read_lock_text(look()).token == text_.token) ::unlink(path_.c_str());
        } catch (std::exception const&) {
            return;
        }
    }

private:
    void stop() noexcept {
        if (!thread_.joinable()) return;
        {
            std::lock_guard const guard(mutex_);
            is_over_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

    /// The file that the name refers to now. Opens the name again, since NFS guarantees current
    /// content only then. A holder by flock does so only if the name refers to another file,
    /// because closing a second descriptor would release its lock on some file systems. Throws
    /// IoError, also if there is no file.
    FileDescriptor look() const {
        if (is_flock() && is_at(file_, path_)) return file_.duplicate();
        return {path_, O_RDWR};
    }

    void keep() {
        std::unique_lock guard(mutex_);
        auto const interval = std::chrono::duration<double>(timing_.renew_s);
        while (!wake_.wait_for(guard, interval, [this] { return is_over_; }) && !taken_by_) {
            guard.unlock();
            auto taker = renew();
            guard.lock();
            taken_by_ = std::move(taker);
        }
    }

    /// Renews the lease. Returns the process that has the lock instead, if any. Ignores errors: the
    /// next renewal tries again.
    std::optional<std::string> renew() noexcept {
        try {
            if (!fs::exists(path_)) make_again();
            auto const file = look();
            auto const found = read_lock_text(file);
            bool const is_new_file = is_flock() && !is_at(file_, path_);
            if (found.token != text_.token && (!found.empty() || is_new_file)) {
                return name_of(found);
            }
            write_lock_text(file, text_);
        } catch (std::exception const&) {
            return std::nullopt;
        }
        return std::nullopt;
    }

    /// Creates the removed file again, unless another process was faster: that one has the lock.
    void make_again() {
        FileDescriptor file(path_, O_RDWR | O_CREAT | O_EXCL);
        if (is_flock() && try_flock(file, LOCK_EX) != Flock::granted) return;
        write_lock_text(file, text_);
        file_ = std::move(file);
    }

    /// Empties the file: an empty file has no holder.
    void release() const noexcept {
        try {
            auto const file = look();
            if (read_lock_text(file).token != text_.token) return;
            [[maybe_unused]] int const result = ::ftruncate(file.get(), 0);
        } catch (std::exception const&) {
            return;
        }
    }

    fs::path path_;
    /// Used by the thread while it runs.
    FileDescriptor file_;
    LockText text_;
    LeaseTiming timing_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool is_over_ = false;
    std::optional<std::string> taken_by_;
    /// Declared last: it uses all other members.
    std::thread thread_;
};

Lock::Lock(fs::path const& directory, LeaseTiming const& timing) {
    auto [file, flock] = claim(directory / lock_name, O_RDWR | O_CREAT, LOCK_EX);
    if (flock == Flock::refused) throw InputError(in_use(directory, name_of(read_lock_text(file))));
    if (auto const holder = holder_by_lease(file, directory, flock, timing)) {
        throw InputError(in_use(directory, *holder));
    }
    auto text = own_lock_text(flock != Flock::granted);
    write_lock_text(file, text);
    if (text.is_lease) {
        // If several processes write at once, the last to write has the lock.
        std::this_thread::sleep_for(std::chrono::duration<double>(timing.settle_s));
        auto const found = read_lock_text(FileDescriptor(file.path(), O_RDONLY));
        if (found.token != text.token) throw InputError(in_use(directory, name_of(found)));
    }
    keeper_ = std::make_unique<Keeper>(std::move(file), std::move(text), timing);
}

Lock::Lock(Lock&&) noexcept = default;
Lock::~Lock() = default;

bool Lock::is_flock() const { return keeper_->is_flock(); }

std::optional<std::string> Lock::taken_by() const { return keeper_->taken_by(); }

void Lock::remove_file() const noexcept { keeper_->remove_file(); }

}  // namespace balmer::run
