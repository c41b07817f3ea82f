/// \file
/// The lock of a run directory: one process at a time writes there.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace balmer::run {

/// How a lock is kept on a file system without locks.
struct LeaseTiming {
    /// Time between two renewals of the lease by its holder [s].
    double renew_s = 10;
    /// A lease that was not renewed for this time is free [s].
    double stale_s = 60;
    /// After taking a lease, a process waits for this time and checks that it still has it [s].
    double settle_s = 1;
};

/// The process that holds the lock of `directory` ("process 12 on host"); nullopt if none does.
/// Leaves no trace. Throws IoError.
std::optional<std::string> lock_holder(std::filesystem::path const& directory,
                                       LeaseTiming const& timing = {});

/// The error message if `holder` holds the lock.
std::string in_use(std::filesystem::path const& directory, std::string const& holder);

/// Holds `directory`/lock until it is destroyed, by flock if the file system has locks, else by a
/// lease: the lock file names its holder by a random token, the holder renews it every ten seconds,
/// and any process may take it if it was not renewed for a minute. Ages are differences of two
/// times of the file system, so the clocks of the hosts do not matter. With flock, the lock of a
/// dead process is free at once; with a lease, after that minute.
///
/// Between hosts, flock works on NFS version 4, on version 3 with its lock daemon, on Lustre
/// mounted with -o flock and on BeeGFS with tuneUseGlobalFileLocks = true. Lustre with -o noflock,
/// NFS version 3 without lock daemon and many FUSE file systems refuse flock: the lease is used
/// there. Lustre with -o localflock, NFS with -o nolock or local_lock=flock and BeeGFS by default
/// grant flock on each host separately: it does not keep out other hosts, and the lease keeps out
/// only hosts without flock. A holder that was suspended for more than a minute may find its lock
/// taken: it writes nothing more, but a write in progress at that moment completes.
class Lock {
public:
    /// Throws InputError with the holder if another process has the lock, IoError if the file
    /// cannot be created.
    explicit Lock(std::filesystem::path const& directory, LeaseTiming const& timing = {});
    Lock(Lock&&) noexcept;
    Lock& operator=(Lock&&) = delete;
    ~Lock();

    /// Returns false if a lease is used instead of flock.
    bool is_flock() const;

    /// The process that took the lock or replaced the lock file; nullopt if the lock is still held.
    std::optional<std::string> taken_by() const;

    /// Removes the lock file if the lock is still held, so that its folder can be removed. The lock
    /// stays held until this object is destroyed, but is no longer renewed.
    void remove_file() const noexcept;

private:
    class Keeper;
    std::unique_ptr<Keeper> keeper_;
};

}  // namespace balmer::run
