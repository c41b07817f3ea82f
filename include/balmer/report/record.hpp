/// \file
/// A hall of fame with all that its reader must know of where it comes from.
#pragma once

#include "balmer/data/source.hpp"
#include "balmer/evolve/hall_of_fame.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace balmer::report {

/// What the numbers were made from.
struct Provenance {
    std::string version;
    std::string commit;
    std::string data_file;
    /// Of names, features, target and weight: data::content_hash().
    std::uint64_t content_hash = 0;
    std::uint64_t seed = 0;
    std::uint64_t row_count = 0;

    bool operator==(Provenance const&) const = default;
};

/// The front of a hall of fame, by complexity, over named features.
struct Record {
    std::vector<data::ColumnInfo> features;
    data::ColumnInfo target;
    Provenance provenance;
    std::vector<evolve::HallOfFameEntry> front;

    std::vector<std::string> feature_names() const;
    bool operator==(Record const&) const = default;
};

}  // namespace balmer::report
