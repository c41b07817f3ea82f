/// \file
/// The datasets of an HDF5 file: what they are, and their values in blocks of rows.
#pragma once

#include "balmer/formats/hdf5_handle.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace balmer::formats {

struct DatasetInfo {
    /// "/features/x_p1".
    std::string path = {};
    std::string unit = {};
    std::string description = {};
    /// "float64", "int32", "text", "compound", ….
    std::string type = {};
    bool is_numeric = false;
    /// Empty for a scalar.
    std::vector<std::size_t> shape = {};
};

/// Every dataset below the root, groups in the order they were filled where the file keeps it, by
/// name elsewhere. Links that lead nowhere are left out. Throws Hdf5Error.
std::vector<DatasetInfo> list_datasets(hid_t file);

/// A numeric dataset open for reading. Its first dimension counts rows.
class DatasetReader {
public:
    DatasetReader(hid_t file, std::string path);

    std::size_t row_count() const { return row_count_; }
    /// Values in one row: 1 for a column, F for N×F.
    std::size_t row_size() const { return row_size_; }
    /// Rows [first_row, first_row + row_count) as doubles, row-major, into `values`
    /// [row_count × row_size]. Throws Hdf5Error.
    void read(std::size_t first_row, std::size_t row_count, double* values) const;

private:
    std::string path_;
    DatasetHandle dataset_;
    std::vector<hsize_t> shape_;
    std::size_t row_count_ = 0;
    std::size_t row_size_ = 1;
};

}  // namespace balmer::formats
