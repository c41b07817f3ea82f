/// \file
/// Columns of an event file by name, read block by block, for commands other than search.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace balmer::data {

/// Consecutive rows of the requested columns. Valid only during the visit.
struct ColumnRows {
    std::size_t row_count = 0;
    /// [columns][row_count], in the order of the names.
    std::span<std::span<double const> const> columns;
    /// "row 7" of an HDF5 file, counted from 0 as HDF5 does; "line 9" of a text file, from 1.
    std::function<std::string(std::size_t row)> place_of;
};

/// How fields of a text file that are not numbers are handled.
enum class BadFields { refuse, read_as_nan };

/// Columns of a file of any format in formats::all_formats().
class NamedColumns {
public:
    /// Opens the file and finds the columns `names` (at least one). Latent columns are allowed and
    /// have precedence. Throws DataError with all mistakes: no such file, a pipe or a device (text
    /// is read twice), no such column, a column without numbers, columns of different lengths.
    NamedColumns(std::filesystem::path const& file, std::vector<std::string> const& names);
    ~NamedColumns();

    std::size_t row_count() const;
    /// Visits all rows in order, with bounded memory. With BadFields::refuse it throws DataError
    /// with line and column before it visits a block that contains a bad field. NaN is not a bad
    /// field.
    void read(std::function<void(ColumnRows const&)> const& visit,
              BadFields bad_fields = BadFields::refuse) const;

private:
    struct State;
    std::unique_ptr<State const> state_;
};

}  // namespace balmer::data
