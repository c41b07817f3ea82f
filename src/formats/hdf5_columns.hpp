/// \file
/// Columns of an HDF5 file: 1-D datasets, and the columns of one named matrix.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/formats/column_file.hpp"
#include "balmer/formats/hdf5_handle.hpp"

#include "hdf5_datasets.hpp"

namespace balmer::formats {

class Hdf5Columns final : public ColumnFile {
public:
    Hdf5Columns(std::filesystem::path const& path, MatrixSpec const& matrix, ProblemList& problems);

    std::vector<FileColumn> const& columns() const override { return columns_; }
    bool marks_features() const override { return is_event_file_; }
    void read(std::span<std::size_t const> columns, BlockVisitor const& visit) const override;

private:
    void add_datasets(std::vector<DatasetInfo> const& datasets);
    void add_matrix(std::vector<DatasetInfo> const& datasets, MatrixSpec const& matrix,
                    ProblemList& problems);

    // First, so that it outlives the handles below.
    QuietHdf5 quiet_;
    std::filesystem::path path_;
    FileHandle file_;
    bool is_event_file_ = false;
    std::vector<FileColumn> columns_;
    std::string matrix_path_;
    /// The columns from this index on are those of the matrix, in its order.
    std::size_t first_matrix_column_ = 0;
};

/// Whether the library finds the HDF5 signature, possibly after a user block.
bool has_hdf5_signature(std::filesystem::path const& path);

/// Opens `path` for reading. Throws DataError.
FileHandle open_event_data(std::filesystem::path const& path);

/// Whether the root attributes mark an event file. Throws DataError if this build does not support
/// its version.
bool is_event_file(hid_t file, std::filesystem::path const& path);

/// Message about a file that the library cannot read.
std::string describe_damage(std::filesystem::path const& path, Hdf5Error const& error);

}  // namespace balmer::formats
