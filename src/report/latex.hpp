/// \file
/// The front as LaTeX.
#pragma once

#include "balmer/report/layout.hpp"
#include "balmer/report/record.hpp"

#include <string>

namespace balmer::report {

/// For each entry a comment with complexity and mse, and a line of math mode. `layout` sets the
/// number of digits only.
std::string to_latex(Record const& record, Layout const& layout);

}  // namespace balmer::report
