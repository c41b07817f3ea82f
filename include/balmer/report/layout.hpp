/// \file
/// How much of a front is shown to readers.
#pragma once

#include <cstddef>

namespace balmer::report {

struct Layout {
    /// Columns of the terminal; longer lines are cut and end with an ellipsis. 0: no limit.
    std::size_t width = 0;
    /// Significant digits of the formulas' constants; 0: all.
    int digits = 4;
    /// Largest number of entries, of which the most complex are kept; 0: all.
    std::size_t entry_limit = 0;
};

}  // namespace balmer::report
