/// \file
/// Which columns of a file a job uses, and what is known about them before any row is read.
#pragma once

#include <cstddef>
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

}  // namespace balmer::data
