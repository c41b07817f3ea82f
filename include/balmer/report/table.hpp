/// \file
/// The front as a table for people.
#pragma once

#include "balmer/report/layout.hpp"
#include "balmer/report/record.hpp"

#include <cstddef>
#include <string>

namespace balmer::report {

/// Columns complexity, mse, score, equation, aligned, with a header line. A star after the mse says
/// that the constants are not yet at an optimum.
std::string to_table(Record const& record, Layout const& layout = {});

/// Names of features or other text of at most `width` columns, an ellipsis where it was cut. UTF-8.
std::string cut(std::string const& text, std::size_t width);

}  // namespace balmer::report
