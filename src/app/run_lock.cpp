#include "balmer/app/run_lock.hpp"

#include "balmer/base/error.hpp"

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
#include <unistd.h>

namespace balmer::app {
namespace {

namespace fs = std::filesystem;

class Descriptor {
public:
    explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
    Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

enum class Flock { granted, refused, unknown_here };

Flock try_flock(int descriptor, int operation) {
    if (::flock(descriptor, operation | LOCK_NB) == 0) return Flock::granted;
    return errno == EWOULDBLOCK ? Flock::refused : Flock::unknown_here;
}

std::string name_of(LockText const& text) {
    return text.empty() ? "an unknown process" : text.holder;
}

/// Who holds the lock by what the file says, where flock does not tell: a lease binds everyone, and
/// the name of a holder by flock those who have no flock.
std::optional<std::string> holder_by_lease(int descriptor, fs::path const& directory, Flock flock,
                                           LeaseTiming const& timing) {
    auto const text = read_lock_text(descriptor);
    if (text.empty() || (flock == Flock::granted && !text.is_lease)) return std::nullopt;
    double const age = age_s(descriptor, directory);
    if (age >= timing.stale_s) return std::nullopt;
    return fmt::format(
        "{}, last seen {:.0f} s ago (this file system has no locks: if that process is dead, its "
        "lock is free in {:.0f} s)",
        text.holder, age, timing.stale_s - age);
}

Descriptor open_lock(fs::path const& path, int flags) {
    Descriptor descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0644));
    if (descriptor.get() < 0) throw IoError("open", path.string(), errno);
    return descriptor;
}

}  // namespace

std::optional<std::string> lock_holder(fs::path const& directory, LeaseTiming const& timing) {
    Descriptor const descriptor(::open((directory / "lock").c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0) return std::nullopt;
    // A lock that is free is ours for a moment, and free again with the file's end.
    auto const flock = try_flock(descriptor.get(), LOCK_SH);
    if (flock == Flock::refused) return name_of(read_lock_text(descriptor.get()));
    return holder_by_lease(descriptor.get(), directory, flock, timing);
}

std::string in_use(fs::path const& directory, std::string const& holder) {
    return "run directory '" + directory.string() + "' is in use by " + holder +
           " (one search at a time writes there). Wait for it, end it with 'touch " +
           (directory / "STOP").string() + "', or take another --run directory";
}

/// Touches the file now and then, and sees whether it is still ours.
class RunLock::Keeper {
public:
    Keeper(fs::path path, Descriptor descriptor, LockText text, LeaseTiming const& timing)
        : path_(std::move(path)),
          descriptor_(std::move(descriptor)),
          text_(std::move(text)),
          timing_(timing),
          thread_([this] { keep(); }) {}

    ~Keeper() {
        {
            std::lock_guard const guard(mutex_);
            is_over_ = true;
        }
        wake_.notify_one();
        thread_.join();
        release();
    }

    bool is_flock() const { return !text_.is_lease; }

    std::optional<std::string> taken_by() const {
        std::lock_guard const guard(mutex_);
        return taken_by_;
    }

private:
    /// Through a new look at the name, since NFS promises news only then; but for a holder by
    /// flock, whose lock would end with a second descriptor's on some file systems.
    Descriptor look() const {
        return is_flock() ? Descriptor(::dup(descriptor_.get()))
                          : open_lock(path_, O_RDWR | O_CREAT);
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

    /// Who has it in our place. What fails now is tried again at the next turn.
    std::optional<std::string> renew() const noexcept {
        try {
            auto const descriptor = look();
            auto const found = read_lock_text(descriptor.get());
            if (!found.empty() && found.token != text_.token) return found.holder;
            write_lock_text(descriptor.get(), text_, path_);
        } catch (std::exception const&) {
            return std::nullopt;
        }
        return std::nullopt;
    }

    /// An empty file is nobody's.
    void release() const noexcept {
        try {
            auto const descriptor = look();
            if (read_lock_text(descriptor.get()).token != text_.token) return;
            if (::ftruncate(descriptor.get(), 0) != 0) return;
        } catch (std::exception const&) {
            return;
        }
    }

    fs::path path_;
    Descriptor descriptor_;
    LockText text_;
    LeaseTiming timing_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool is_over_ = false;
    std::optional<std::string> taken_by_;
    /// Last: it uses all others.
    std::thread thread_;
};

RunLock::RunLock(fs::path const& directory, LeaseTiming const& timing) {
    auto const path = directory / "lock";
    auto descriptor = open_lock(path, O_RDWR | O_CREAT);
    auto const flock = try_flock(descriptor.get(), LOCK_EX);
    if (flock == Flock::refused) {
        throw InputError(in_use(directory, name_of(read_lock_text(descriptor.get()))));
    }
    if (auto const holder = holder_by_lease(descriptor.get(), directory, flock, timing)) {
        throw InputError(in_use(directory, *holder));
    }
    auto text = own_lock_text(flock != Flock::granted);
    write_lock_text(descriptor.get(), text, path);
    if (text.is_lease) {
        // Of several that come at once the last to write has it.
        std::this_thread::sleep_for(std::chrono::duration<double>(timing.settle_s));
        auto const found = read_lock_text(open_lock(path, O_RDONLY).get());
        if (found.token != text.token) throw InputError(in_use(directory, name_of(found)));
    }
    keeper_ = std::make_unique<Keeper>(path, std::move(descriptor), std::move(text), timing);
}

RunLock::RunLock(RunLock&&) noexcept = default;
RunLock::~RunLock() = default;

bool RunLock::is_flock() const { return keeper_->is_flock(); }

std::optional<std::string> RunLock::taken_by() const { return keeper_->taken_by(); }

}  // namespace balmer::app
