/// \file
/// Columns of a file of events by name, read block by block: for what is no search.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace balmer::data {

/// Consecutive rows of the columns asked for. Valid during the visit only.
struct ColumnRows {
    std::size_t row_count = 0;
    /// [columns][row_count], in the order of the names.
    std::span<std::span<double const> const> columns;
    /// "row 7" of an HDF5 file, counted from 0 as HDF5 does; "line 9" of a text file, from 1.
    std::function<std::string(std::size_t row)> place_of;
};

/// What becomes of fields of a text file that are no numbers.
enum class BadFields { refuse, read_as_nan };

/// Some columns of an event file, any other HDF5 file, or a text file with a header line.
class NamedColumns {
public:
    /// Opens the file and finds the columns, at least one; latent ones too, before others of their
    /// name. Throws DataError with every mistake: no such file, a pipe or a device (text is read
    /// twice), no such column, no numbers in it, columns of different lengths.
    NamedColumns(std::filesystem::path const& file, std::vector<std::string> const& names);
    ~NamedColumns();

    std::size_t row_count() const;
    /// Visits all rows in order, with bounded memory. Fields that are refused throw DataError with
    /// line and column before their block is visited; NaN passes.
    void read(std::function<void(ColumnRows const&)> const& visit,
              BadFields bad_fields = BadFields::refuse) const;

private:
    struct State;
    std::unique_ptr<State const> state_;
};

}  // namespace balmer::data
