/// \file
/// Everything that is needed to resume a run, and its file format.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/data/source.hpp"
#include "balmer/evolve/hall_of_fame.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace balmer::checkpoint {

using Bytes = std::vector<std::byte>;

/// Incremented whenever a reader of the previous version would misunderstand the file, including
/// its archives.
inline constexpr int format_version = 2;

/// Description of the run: the same in all its checkpoints, except for `life` and the program.
struct Header {
    /// Of the program that wrote the checkpoint.
    std::string version = {};
    std::string commit = {};
    /// The job as run (TOML, every default filled in).
    std::string job = {};
    std::uint64_t seed = 0;
    /// Path of the events, and the hash that identifies them: data::content_hash().
    std::string data_file = {};
    std::uint64_t content_hash = 0;
    std::uint64_t row_count = 0;
    std::vector<data::ColumnInfo> features = {};
    data::ColumnInfo target = {};
    /// Number of the session; 1 for a run that was never resumed.
    std::uint32_t life = 1;

    bool operator==(Header const&) const = default;
};

/// A number for readers of the file: "evaluations", "elapsed_s", ….
struct Counter {
    std::string name;
    std::variant<std::uint64_t, double> value;

    bool operator==(Counter const&) const = default;
};

/// One island as a Boost archive. Its content is defined by the module that makes it.
struct IslandArchive {
    std::uint32_t island = 0;
    /// Iterations completed.
    std::uint32_t iteration = 0;
    Bytes bytes;

    bool operator==(IslandArchive const&) const = default;
    template <class Archive>
    void serialize(Archive& archive, unsigned) {
        archive& island& iteration& bytes;
    }
};

struct Checkpoint {
    Header header;
    std::vector<Counter> counters;
    /// All entries in order of complexity, including those that are not on the front.
    std::vector<evolve::HallOfFameEntry> hall_of_fame;
    /// State of the coordinator as a Boost archive; empty before the search began.
    Bytes coordinator;
    /// In order of their number; islands that are not created yet are absent.
    std::vector<IslandArchive> islands;

    bool operator==(Checkpoint const&) const = default;
};

/// Returns the file as bytes: a seal of 512 bytes (one line of text: magic, version, length, and
/// XXH3 of the rest seeded with the version), then an HDF5 file. h5dump and h5py can open the
/// whole. Needs valid expressions over the header's features, islands in order of their number,
/// counters with different names, and texts without NUL. Throws IoError if HDF5 fails.
Bytes encode(Checkpoint const& checkpoint);

/// The file is sound but has another format version. It is not replaced by an older file.
class OtherVersionError : public DataError {
public:
    using DataError::DataError;
};

/// Throws DataError, which names `file` and the problem, unless the bytes are exactly what encode()
/// made; OtherVersionError for files of another format version.
Checkpoint decode(std::span<std::byte const> bytes, std::string_view file);

}  // namespace balmer::checkpoint
