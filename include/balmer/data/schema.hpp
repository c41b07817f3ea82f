/// \file
/// Which columns of a file a job uses, and what is known about them before any row is read.
#pragma once

#include <cstddef>
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

}  // namespace balmer::data
