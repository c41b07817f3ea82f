/// \file
/// Lists the datasets of an HDF5 file, and reads them in blocks of rows.
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

/// All datasets below the root, in creation order if the file records it, otherwise by name. Omits
/// broken links. Throws Hdf5Error.
std::vector<DatasetInfo> list_datasets(hid_t file);

/// A numeric dataset open for reading. Its first dimension counts rows.
class DatasetReader {
public:
    DatasetReader(hid_t file, std::string path);

    std::size_t row_count() const { return row_count_; }
    /// Number of values in one row: 1 for a column, F for N×F.
    std::size_t row_size() const { return row_size_; }
    /// Reads rows [first_row, first_row + row_count) as doubles into `values` [row_count ×
    /// row_size], row-major. Throws Hdf5Error.
    void read(std::size_t first_row, std::size_t row_count, double* values) const;

private:
    std::string path_;
    DatasetHandle dataset_;
    std::vector<hsize_t> shape_;
    std::size_t row_count_ = 0;
    std::size_t row_size_ = 1;
};

}  // namespace balmer::formats
