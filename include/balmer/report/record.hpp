/// \file
/// A front of a hall of fame with its features, target and origin.
#pragma once

#include "balmer/data/source.hpp"
#include "balmer/evolve/hall_of_fame.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace balmer::report {

/// The origin of the results.
struct Provenance {
    std::string version;
    std::string commit;
    std::string data_file;
    /// data::content_hash() of names, features, target and weight.
    std::uint64_t content_hash = 0;
    std::uint64_t seed = 0;
    std::uint64_t row_count = 0;

    bool operator==(Provenance const&) const = default;
};

/// A front, ordered by complexity.
struct Record {
    std::vector<data::ColumnInfo> features;
    data::ColumnInfo target;
    Provenance provenance;
    std::vector<evolve::HallOfFameEntry> front;
    /// Entries up to this complexity are the best of all structures; 0: no survey was made.
    int proven_complexity = 0;

    bool is_proven(evolve::HallOfFameEntry const& entry) const {
        return entry.complexity <= proven_complexity;
    }
    std::vector<std::string> feature_names() const;
    bool operator==(Record const&) const = default;
};

}  // namespace balmer::report
