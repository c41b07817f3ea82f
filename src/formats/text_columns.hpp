/// \file
/// Columns of a text file with a header line: CSV, TSV, or separated by blanks.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/formats/column_file.hpp"

#include "text_lines.hpp"

namespace balmer::formats {

/// Lines that start with '#' are comments. The first other line is the header. If it contains only
/// numbers, the last comment before it is the header (as numpy.savetxt writes it).
class TextColumns final : public ColumnFile {
public:
    /// Reads the file once to count its rows. Adds rows with a wrong number of fields to
    /// `problems`.
    TextColumns(std::filesystem::path const& path, ProblemList& problems);

    std::vector<FileColumn> const& columns() const override { return columns_; }
    bool marks_features() const override { return false; }
    void read(std::span<std::size_t const> columns, BlockVisitor const& visit) const override;

private:
    void read_header(LineReader& lines, ProblemList& problems);
    std::size_t count_rows(ProblemList& problems) const;

    std::filesystem::path path_;
    Delimiter delimiter_ = Delimiter::blanks;
    /// Rows start at this line.
    std::size_t first_line_ = 1;
    std::vector<FileColumn> columns_;
};

}  // namespace balmer::formats
