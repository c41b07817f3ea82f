/// \file
/// One process at a time on a run directory.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace balmer::run {

/// How a lock is kept where the file system has none.
struct LeaseTiming {
    /// Between two touches of the lock file by its holder [s].
    double renew_s = 10;
    /// Not touched for so long, the lock is free [s].
    double stale_s = 60;
    /// Who takes a lock looks so much later whether it is still his [s].
    double settle_s = 1;
};

/// Who holds the lock of `directory` now ("process 12 on host"), or nothing. Leaves nothing.
/// Throws IoError.
std::optional<std::string> lock_holder(std::filesystem::path const& directory,
                                       LeaseTiming const& timing = {});

/// What is said where `holder` has the lock.
std::string in_use(std::filesystem::path const& directory, std::string const& holder);

/// Holds `directory`/lock for as long as it lives, by flock; where the file system has no locks, by
/// a lease: the file names its holder by a random token, who touches it every ten seconds, and
/// whoever finds it untouched for a minute may take it. Ages are differences of two times of the
/// file system's own, so that the clocks of hosts do not matter. With flock the lock of a process
/// that dies is free at once, with a lease after that minute.
///
/// What holds between hosts: flock on NFS version 4, on version 3 with its lock daemon, on Lustre
/// mounted with -o flock and on BeeGFS with tuneUseGlobalFileLocks = true. Lustre with -o noflock,
/// NFS version 3 without lock daemon and many FUSE file systems refuse flock: there the lease
/// holds. Lustre with -o localflock, NFS with -o nolock or local_lock=flock and BeeGFS by default
/// grant flock on each host by itself, and no flock there keeps another host out; the lease keeps
/// out only hosts without any. A holder that slept for more than a minute may find its lock taken:
/// it then writes nothing more, but what it was writing at that moment is written.
class Lock {
public:
    /// Throws InputError naming the holder when another process has it, IoError when the file
    /// cannot be made.
    explicit Lock(std::filesystem::path const& directory, LeaseTiming const& timing = {});
    Lock(Lock&&) noexcept;
    Lock& operator=(Lock&&) = delete;
    ~Lock();

    /// By flock: false where a lease holds in its place.
    bool is_flock() const;

    /// Who took it away from us, or put another lock file in the place of ours; nothing as long as
    /// it is ours.
    std::optional<std::string> taken_by() const;

    /// Removes the lock file where it is still ours: for a folder that is given up. It is held for
    /// as long as this object lives, but looked after no more.
    void remove_file() const noexcept;

private:
    class Keeper;
    std::unique_ptr<Keeper> keeper_;
};

}  // namespace balmer::run
