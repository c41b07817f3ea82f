/// \file
/// The checkpoint files of a run directory: written in the background, never half, one kept back.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace balmer::checkpoint {

/// Names in a run directory.
inline constexpr char const* current_name = "checkpoint.h5";
inline constexpr char const* previous_name = "checkpoint.previous.h5";
/// Where a damaged checkpoint.h5 goes when the next one is saved, so that it never takes the place
/// of a sound previous one.
inline constexpr char const* damaged_name = "checkpoint.damaged.h5";

/// A checkpoint as read back.
struct Loaded {
    Checkpoint checkpoint;
    std::filesystem::path file;
    /// What people must know: that the newest one is damaged and an older one serves.
    std::vector<std::string> warnings;
};

/// Reads one file. Throws DataError where it is damaged or of another version, IoError where it
/// cannot be read.
Checkpoint read_checkpoint(std::filesystem::path const& file);

/// The newest sound checkpoint in `directory`: the current one, else the previous one, else one
/// that was set aside as damaged. Nothing where there is no checkpoint file at all. Throws
/// DataError naming every file and what is wrong with it when none is sound, and OtherVersionError
/// for a sound one of another format version: no older one serves in its place. Changes nothing.
std::optional<Loaded> load_checkpoint(std::filesystem::path const& directory);

/// How a save ended.
struct SaveReport {
    bool is_written = false;
    /// Why not, with the free space where that may be the reason; or, though written, that the
    /// checkpoint before could not be kept. Empty when all is well.
    std::string problem;
    std::uint64_t size_bytes = 0;
    /// From save() to the last fsync.
    double seconds = 0;
};

/// Writes checkpoints on a thread of its own, one at a time: under a temporary name, fsynced; then
/// checkpoint.h5 becomes checkpoint.previous.h5 (checkpoint.damaged.h5 where it is not sound), and
/// the new one checkpoint.h5. After a failure these are as they were. To be used by one process at
/// a time on a directory (the caller holds its lock) and by one thread. The destructor waits for
/// the disk.
class Store {
public:
    /// Removes temporary files that a killed process left.
    explicit Store(std::filesystem::path directory);
    ~Store();
    Store(Store const&) = delete;
    Store& operator=(Store const&) = delete;

    /// Starts writing. Waits first where a save is still under way; its report stays to be taken.
    void save(Checkpoint checkpoint);

    /// A save is under way, or its report was not taken yet.
    bool busy() const;

    /// The report of the earliest save that has ended, once; nothing while it is under way or where
    /// there is none.
    std::optional<SaveReport> poll();

    /// The report of the earliest save, for which it waits. Needs busy().
    SaveReport wait();

private:
    class Writer;
    std::unique_ptr<Writer> writer_;
};

}  // namespace balmer::checkpoint
