/// \file
/// The front as a table for people.
#pragma once

#include "balmer/report/record.hpp"

#include <cstddef>
#include <string>

namespace balmer::report {

struct TableOptions {
    /// Columns of the terminal; lines end there with an ellipsis. 0: no limit.
    std::size_t width = 0;
    /// Significant digits of the formulas' constants; 0: all.
    int digits = 4;
    /// Entries at most, the simplest first dropped; 0: all.
    std::size_t entry_limit = 0;
};

/// Columns complexity, mse, score, equation, aligned, with a header line. A star after the mse says
/// that the constants are not yet at an optimum.
std::string to_table(Record const& record, TableOptions const& options = {});

/// Names of features or other text of at most `width` columns, an ellipsis where it was cut. UTF-8.
std::string cut(std::string const& text, std::size_t width);

}  // namespace balmer::report
