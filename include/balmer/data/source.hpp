/// \file
/// Where the events of a job come from, and reading them shard by shard.
#pragma once

#include "balmer/data/shard_plan.hpp"
#include "balmer/data/table.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace balmer::data {

/// The [data] section of a job. Names are columns of the file: of an event file ("x_p1"), a dataset
/// path of any other HDF5 file ("/tree/pt"), or a column of a text file with a header line.
struct SourceSpec {
    std::filesystem::path file = {};
    std::string target = {};
    /// Feature names in order; empty: every feature of an event file.
    std::vector<std::string> features = {};
    /// Column of event weights; empty: every event counts 1.
    std::string weight = {};
    /// Derived features by formula over the file's columns: {"s_phi", "sin(dphi)"}. A derived name
    /// listed in `features` keeps that place; one that is not is appended.
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

/// What a reader knows before any row is read.
struct Schema {
    std::vector<ColumnInfo> features = {};
    ColumnInfo target = {};
    /// Empty name: unweighted.
    ColumnInfo weight = {};
    std::size_t row_count = 0;
    /// What SourceSpec::features may call each of `features` to mean just that column.
    std::vector<std::string> feature_spellings = {};

    std::vector<std::string> feature_names() const;
    bool operator==(Schema const&) const = default;
};

/// Opens the file and checks names, types, lengths and derived formulas, without reading rows.
/// Throws SourceError with every mistake found (file, dataset, rule, near names, way out) and its
/// key. Where the file itself is no use, that is one of them, beside what shows without it.
Schema read_schema(SourceSpec const& spec);

/// Reads the rows of `shards` (indices into `plan`) in one pass over the file with bounded memory:
/// at most one block of rows beyond what it returns. Result [shards.size()], in their order.
/// Throws DataError that names file, dataset and row of NaN, infinite or negative-weight entries
/// (the first few of each, and how many), and when all weights are zero.
std::vector<Table<double>> read_shards(SourceSpec const& spec, ShardPlan plan,
                                       std::vector<std::size_t> const& shards);

/// XXH3 of the content that a search sees: names, features, target, weight. Reads the file once.
std::uint64_t content_hash(SourceSpec const& spec);

}  // namespace balmer::data
