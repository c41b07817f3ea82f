/// \file
/// The seam between events and the kinds of files they stand in: columns read in blocks of rows.
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

/// Values read at a time: 16 MB of doubles.
inline constexpr std::size_t block_values = std::size_t{1} << 21;

/// Rows read at a time: 65,536 for up to 32 columns, fewer for more, never under 256.
constexpr std::size_t block_rows(std::size_t column_count) {
    return std::clamp(block_values / std::max<std::size_t>(1, column_count), std::size_t{256},
                      std::size_t{65536});
}

/// What a column is in an event file; `other` in every other file.
enum class Role { feature, target, weight, latent, other };

struct FileColumn {
    /// "/features/x_p1" in HDF5, the header's word in a text file.
    std::string path = {};
    /// Last component of the path.
    std::string name = {};
    std::string unit = {};
    std::string description = {};
    Role role = Role::other;
    /// Nothing where a mistake reported elsewhere hides it.
    std::optional<std::size_t> row_count = {};
    /// Why it is no column of numbers ("holds text"); empty where it is one.
    std::string refusal = {};
};

/// A field of a text file that is no number; its value in the block is NaN.
struct BadField {
    /// Index into the block's columns.
    std::size_t column = 0;
    std::size_t line = 0;
    std::string text = {};
};

/// Rows [first_row, first_row + row_count) of some columns. Valid during the visit only.
struct Block {
    std::size_t first_row = 0;
    std::size_t row_count = 0;
    std::vector<std::span<double const>> columns = {};
    /// Line in the file of each row, counted from 1; empty for HDF5.
    std::span<std::size_t const> lines = {};
    std::span<BadField const> bad_fields = {};
};

using BlockVisitor = std::function<void(Block const&)>;

class ColumnFile {
public:
    virtual ~ColumnFile() = default;

    virtual std::vector<FileColumn> const& columns() const = 0;

    /// Whether the file itself says which columns are features.
    virtual bool marks_features() const = 0;

    /// Visits all rows in order. `columns` (indices, at least one) must be columns of numbers of
    /// equal length. Throws DataError when the file cannot be read.
    virtual void read(std::span<std::size_t const> columns, BlockVisitor const& visit) const = 0;
};

/// One N×F dataset whose columns have names; empty path: none.
struct MatrixSpec {
    std::string path = {};
    std::vector<std::string> columns = {};
};

}  // namespace balmer::formats
