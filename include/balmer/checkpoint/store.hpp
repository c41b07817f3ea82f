/// \file
/// The checkpoint files of a run directory: written atomically in the background; the previous one
/// is kept.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace balmer::checkpoint {

/// File names in a run directory.
inline constexpr char const* current_name = "checkpoint.h5";
inline constexpr char const* previous_name = "checkpoint.previous.h5";
/// A damaged checkpoint.h5 gets this name when the next one is saved, so that it does not replace a
/// sound previous one.
inline constexpr char const* damaged_name = "checkpoint.damaged.h5";

/// A checkpoint that was read.
struct Loaded {
    Checkpoint checkpoint;
    std::filesystem::path file;
    /// Messages for users: the newest file is damaged, and an older one is used.
    std::vector<std::string> warnings;
};

/// Reads one file. Throws DataError if it is damaged or has another version, IoError if it cannot
/// be read.
Checkpoint read_checkpoint(std::filesystem::path const& file);

/// Returns the newest sound checkpoint in `directory`: the current one, else the previous one, else
/// one that was set aside as damaged. Returns nullopt if there is no checkpoint file. Throws
/// DataError, which names every file and its problem, if none is sound, and OtherVersionError for a
/// sound one of another format version, instead of using an older one. Does not change files.
std::optional<Loaded> load_checkpoint(std::filesystem::path const& directory);

/// How a save ended.
struct SaveReport {
    bool is_written = false;
    /// Why it was not written, with the free space if that may be the reason; or, if it was
    /// written, that the previous checkpoint could not be kept. Empty if there is no problem.
    std::string problem;
    std::uint64_t size_bytes = 0;
    /// From save() to the last fsync.
    double seconds = 0;
};

/// Writes checkpoints in a background thread, one at a time. A checkpoint is written under a
/// temporary name and fsynced; then checkpoint.h5 becomes checkpoint.previous.h5 (or
/// checkpoint.damaged.h5 if it is not sound), and the new file becomes checkpoint.h5. A failure
/// leaves these files unchanged. Only one process may use a directory at a time (the caller holds
/// its lock), and only one thread a Store. The destructor waits for the disk.
class Store {
public:
    /// Removes temporary files of a killed process.
    explicit Store(std::filesystem::path directory);
    ~Store();
    Store(Store const&) = delete;
    Store& operator=(Store const&) = delete;

    /// Starts writing. If a save is in progress, waits for it first; its report is kept.
    void save(Checkpoint checkpoint);

    /// Whether a save is in progress, or its report is not taken yet.
    bool busy() const;

    /// Returns the report of the earliest save that has ended, once; nullopt if there is none or it
    /// is in progress.
    std::optional<SaveReport> poll();

    /// Waits for the earliest save and returns its report. Needs busy().
    SaveReport wait();

private:
    class Writer;
    std::unique_ptr<Writer> writer_;
};

}  // namespace balmer::checkpoint
