/// \file
/// Everything a run needs to go on, and its form as a file.
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

/// Raised whenever a reader of the version before would misunderstand the file, archives included.
inline constexpr int format_version = 1;

/// What the run is: the same in all its checkpoints, but for `life` and the program that wrote.
struct Header {
    /// Of the program that wrote it.
    std::string version = {};
    std::string commit = {};
    /// The job as run (TOML, every default filled in).
    std::string job = {};
    std::uint64_t seed = 0;
    /// Where the events were read from, and what recognises them anywhere: data::content_hash().
    std::string data_file = {};
    std::uint64_t content_hash = 0;
    std::uint64_t row_count = 0;
    std::vector<data::ColumnInfo> features = {};
    data::ColumnInfo target = {};
    /// 1 for a run that was never restarted.
    std::uint32_t life = 1;

    bool operator==(Header const&) const = default;
};

/// A number for readers: "evaluations", "elapsed_s", ….
struct Counter {
    std::string name;
    std::variant<std::uint64_t, double> value;

    bool operator==(Counter const&) const = default;
};

/// One island as Boost archive; what is inside is the business of who made it.
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
    /// All entries, by rising complexity, those off the front included.
    std::vector<evolve::HallOfFameEntry> hall_of_fame;
    /// The coordinator's own state, a Boost archive; empty before the search began.
    Bytes coordinator;
    /// By rising number; islands that were not created yet are absent.
    std::vector<IslandArchive> islands;

    bool operator==(Checkpoint const&) const = default;
};

/// The file as bytes: a seal of 512 bytes (one line of text: magic, version, length, and XXH3 of
/// all the rest seeded with the version), then an HDF5 file, which h5dump and h5py open as it
/// stands. Needs valid formulas over the header's features, islands by rising number, counters of
/// different names, and no NUL in a text. Throws IoError where HDF5 fails.
Bytes encode(Checkpoint const& checkpoint);

/// A sound file of another format version: no damage, so no older file serves in its place.
class OtherVersionError : public DataError {
public:
    using DataError::DataError;
};

/// Throws DataError, naming `file` and what is wrong, for anything that encode() did not make, to
/// the last bit; OtherVersionError for files of another format version.
Checkpoint decode(std::span<std::byte const> bytes, std::string_view file);

}  // namespace balmer::checkpoint
