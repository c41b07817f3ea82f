/// \file
/// The events of a job: their source, their schema, and reading them shard by shard.
#pragma once

#include "balmer/data/shard_plan.hpp"
#include "balmer/data/table.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace balmer::data {

/// The [data] section of a job. Names refer to columns of the file: a column of an event file
/// ("x_p1"), a dataset path of any other HDF5 file ("/tree/pt"), or a column of a text file with a
/// header line.
struct SourceSpec {
    std::filesystem::path file = {};
    std::string target = {};
    /// Feature names in order; empty: all features of an event file.
    std::vector<std::string> features = {};
    /// Column of event weights; empty: every event counts 1.
    std::string weight = {};
    /// Derived features as formulas of the columns of the file: {"s_phi", "sin(dphi)"}. A derived
    /// feature listed in `features` has that position; others are appended.
    std::vector<std::pair<std::string, std::string>> derived = {};
    /// Foreign HDF5: one N×F dataset instead of 1-D columns, with the names of its columns.
    std::string matrix = {};
    std::vector<std::string> matrix_columns = {};

    bool operator==(SourceSpec const&) const = default;
};

struct ColumnInfo {
    std::string name = {};
    std::string unit = {};
    std::string description = {};
    bool operator==(ColumnInfo const&) const = default;
};

/// What is known before rows are read.
struct Schema {
    std::vector<ColumnInfo> features = {};
    ColumnInfo target = {};
    /// Empty name: unweighted.
    ColumnInfo weight = {};
    std::size_t row_count = 0;
    /// For each of `features`, a spelling that identifies it in SourceSpec::features.
    std::vector<std::string> feature_spellings = {};

    std::vector<std::string> feature_names() const;
    bool operator==(Schema const&) const = default;
};

/// Opens the file and checks names, types, lengths and derived formulas, without reading rows.
/// Throws SourceError with all mistakes found (file, dataset, rule, near names, way out) and their
/// keys. If the file itself is unusable, the error also lists the mistakes that can be found
/// without it.
Schema read_schema(SourceSpec const& spec);

/// Reads the rows of `shards` (indices into `plan`) in one pass over the file. Memory is bounded:
/// one block of rows in addition to the result. Returns one table for each of `shards`, in their
/// order. Throws DataError if values are NaN or infinite or weights negative (with file, dataset,
/// the first rows and the count), and if all weights are zero.
std::vector<Table<double>> read_shards(SourceSpec const& spec, ShardPlan plan,
                                       std::vector<std::size_t> const& shards);

/// XXH3 of the content that a search uses: names, features, target, weight. Reads the file once.
std::uint64_t content_hash(SourceSpec const& spec);

}  // namespace balmer::data
