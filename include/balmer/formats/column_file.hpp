/// \file
/// Interface of all file formats: columns of numbers, read in blocks of rows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace balmer::formats {

/// Number of values read at a time: 16 MB of doubles.
inline constexpr std::size_t block_values = std::size_t{1} << 21;

/// Number of rows read at a time: 65,536 for up to 32 columns, fewer for more columns, at least
/// 256.
constexpr std::size_t block_rows(std::size_t column_count) {
    return std::clamp(block_values / std::max<std::size_t>(1, column_count), std::size_t{256},
                      std::size_t{65536});
}

/// Role of a column in an event file; `other` in all other files.
enum class Role { feature, target, weight, latent, other };

struct FileColumn {
    /// "/features/x_p1" in HDF5, the name in the header in a text file.
    std::string path = {};
    /// The last component of the path.
    std::string name = {};
    std::string unit = {};
    std::string description = {};
    Role role = Role::other;
    /// nullopt if it is unknown because of a mistake that is reported elsewhere.
    std::optional<std::size_t> row_count = {};
    /// Why this is not a column of numbers ("is of type text …"); empty if it is one.
    std::string refusal = {};
};

/// A field of a text file that is not a number. Its value in the block is NaN.
struct BadField {
    /// Index into the block's columns.
    std::size_t column = 0;
    std::size_t line = 0;
    std::string text = {};
};

/// Rows [first_row, first_row + row_count) of some columns. Valid only during the visit.
struct Block {
    std::size_t first_row = 0;
    std::size_t row_count = 0;
    std::vector<std::span<double const>> columns = {};
    /// Line number of each row, counted from 1; empty for HDF5.
    std::span<std::size_t const> lines = {};
    std::span<BadField const> bad_fields = {};
};

using BlockVisitor = std::function<void(Block const&)>;

class ColumnFile {
public:
    virtual ~ColumnFile() = default;

    virtual std::vector<FileColumn> const& columns() const = 0;

    /// Whether the file marks its features.
    virtual bool marks_features() const = 0;

    /// Visits all rows in order. `columns` (indices, at least one) must be columns of numbers of
    /// equal length. Throws DataError if the file cannot be read.
    virtual void read(std::span<std::size_t const> columns, BlockVisitor const& visit) const = 0;
};

/// One N×F dataset and the names of its columns; no dataset if the path is empty.
struct MatrixSpec {
    std::string path = {};
    std::vector<std::string> columns = {};
};

}  // namespace balmer::formats
