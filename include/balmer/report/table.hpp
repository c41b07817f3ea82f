/// \file
/// The front as a table for readers.
#pragma once

#include "balmer/report/layout.hpp"
#include "balmer/report/record.hpp"

#include <cstddef>
#include <string>

namespace balmer::report {

/// Columns complexity, mse, score, equation, aligned, with a header line. A star after the mse
/// marks constants that are not yet at an optimum.
std::string to_table(Record const& record, Layout const& layout = {});

/// Shortens UTF-8 text to at most `width` columns, with an ellipsis if it was cut. 0: no limit.
std::string cut(std::string const& text, std::size_t width);

}  // namespace balmer::report
