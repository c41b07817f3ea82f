#include "balmer/checkpoint/store.hpp"

#include "balmer/base/atomic_file.hpp"
#include "balmer/base/error.hpp"

#include "file_bytes.hpp"
#include "seal.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <deque>
#include <future>
#include <system_error>

#include <hdf5.h>
#include <sys/stat.h>

namespace balmer::checkpoint {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Distinguishes a file from other files and from itself after a change.
struct FileIdentity {
    dev_t device = 0;
    ino_t number = 0;
    off_t size = 0;
    std::int64_t changed_ns = 0;

    bool operator==(FileIdentity const&) const = default;
};

std::optional<FileIdentity> identify(fs::path const& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return std::nullopt;
    return FileIdentity{status.st_dev, status.st_ino, status.st_size,
                        status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
}

/// Blocks all signals except those for faults of the thread itself, also in threads that are
/// started meanwhile. Thus the main thread receives the signals, and exceeding a limit on file
/// sizes is an error of write().
class SignalsHeldOff {
public:
    SignalsHeldOff() {
        sigset_t held;
        sigfillset(&held);
        for (int const fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigdelset(&held, fault);
        pthread_sigmask(SIG_BLOCK, &held, &before_);
    }
    ~SignalsHeldOff() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsHeldOff(SignalsHeldOff const&) = delete;
    SignalsHeldOff& operator=(SignalsHeldOff const&) = delete;

private:
    sigset_t before_{};
};

std::string megabytes(std::uintmax_t bytes) {
    char text[40];
    std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
    return text;
}

/// Addition to an error message: the size needed and the free space, if space is the problem.
std::string remark(IoError const& error, fs::path const& directory, std::uint64_t size_bytes) {
    auto const needs = "needs " + megabytes(size_bytes);
    if (error.error_number() == EFBIG) return " (" + needs + "; ulimit -f shows the limit)";
    if (error.error_number() != ENOSPC && error.error_number() != EDQUOT) return "";
    std::error_code unknown;
    auto const space = fs::space(directory, unknown);
    if (unknown) return " (" + needs + ")";
    auto const quota = error.error_number() == EDQUOT ? ", quota apart" : "";
    return " (" + needs + ", " + megabytes(space.available) + " free on '" + directory.string() +
           "'" + quota + ")";
}

bool hdf5_is_safe_in_threads() {
    hbool_t is_safe = false;
    return H5is_library_threadsafe(&is_safe) >= 0 && is_safe;
}

}  // namespace

/// Saves one checkpoint after the other, in one thread at a time.
class Store::Writer {
public:
    explicit Writer(fs::path directory) : directory_(std::move(directory)) {
        for (auto const* name : {current_name, previous_name, damaged_name}) {
            remove_temporaries(directory_ / name);
        }
    }

    void start(Checkpoint checkpoint) {
        if (running_.valid()) reports_.push_back(running_.get());
        auto const begin = Clock::now();
        auto job = [this, begin, checkpoint = std::move(checkpoint)] {
            return save(checkpoint, begin);
        };
        SignalsHeldOff const held_off;
        // If HDF5 is not thread-safe, or no thread can be started, the calling thread saves.
        auto const policy = hdf5_is_safe_in_threads() ? std::launch::async | std::launch::deferred
                                                      : std::launch::deferred;
        running_ = std::async(policy, std::move(job));
        if (running_.wait_for(std::chrono::seconds(0)) == std::future_status::deferred) {
            running_.wait();
        }
    }

    bool busy() const { return running_.valid() || !reports_.empty(); }

    std::optional<SaveReport> poll() {
        if (!busy()) return std::nullopt;
        if (reports_.empty() &&
            running_.wait_for(std::chrono::seconds(0)) == std::future_status::timeout) {
            return std::nullopt;
        }
        return wait();
    }

    SaveReport wait() {
        BALMER_EXPECT(busy());
        if (reports_.empty()) return running_.get();
        auto report = std::move(reports_.front());
        reports_.pop_front();
        return report;
    }

private:
    SaveReport save(Checkpoint const& checkpoint, Clock::time_point begin) {
        SaveReport report;
        try {
            write(checkpoint, report);
        } catch (IoError const& error) {
            report.problem = error.what() + remark(error, directory_, report.size_bytes);
        } catch (std::bad_alloc const&) {
            report.problem = "cannot make the checkpoint: out of memory";
        } catch (std::exception const& error) {
            report.problem = std::string("cannot make the checkpoint: ") + error.what();
        }
        report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        return report;
    }

    void write(Checkpoint const& checkpoint, SaveReport& report) {
        auto const current = directory_ / current_name;
        auto const temporary = temporary_name(current);
        auto const kept = directory_ / (current_is_sound() ? previous_name : damaged_name);
        {
            auto const bytes = encode(checkpoint);
            report.size_bytes = bytes.size();
            write_new_file(temporary, bytes);
        }
        OldFile old{};
        try {
            old = replace_file(temporary, current, kept);
        } catch (...) {
            std::error_code ignored;
            fs::remove(temporary, ignored);
            throw;
        }
        own_ = identify(current);
        report.is_written = true;
        if (old == OldFile::lost) {
            report.problem =
                "the checkpoint is written, but the previous one could not be kept as '" +
                kept.string() + "'";
        }
    }

    /// A missing file counts as sound. A file that this store wrote is not read again.
    bool current_is_sound() const {
        auto const current = directory_ / current_name;
        auto const present = identify(current);
        if (!present || present == own_) return true;
        try {
            check_seal(read_file(current), current.string());
            return true;
        } catch (std::exception const&) {
            return false;
        }
    }

    fs::path directory_;
    std::optional<FileIdentity> own_;
    std::deque<SaveReport> reports_;
    /// The last member, so that it is destroyed first.
    std::future<SaveReport> running_;
};

Store::Store(fs::path directory) : writer_(std::make_unique<Writer>(std::move(directory))) {}
Store::~Store() = default;

void Store::save(Checkpoint checkpoint) { writer_->start(std::move(checkpoint)); }
bool Store::busy() const { return writer_->busy(); }
std::optional<SaveReport> Store::poll() { return writer_->poll(); }
SaveReport Store::wait() { return writer_->wait(); }

}  // namespace balmer::checkpoint
