/// \file
/// Where a command prints: results to `out`, everything else to `err`.
#pragma once

#include <cstddef>
#include <exception>
#include <ostream>
#include <string_view>

namespace balmer::console {

struct Console {
    std::ostream& out;
    std::ostream& err;
    /// Columns of the terminals behind `err` and `out`; 0 if there is none.
    std::size_t err_width = 0;
    std::size_t out_width = 0;
    /// Rows of the terminal behind `err`.
    std::size_t err_height = 0;
};

/// The console of this process: std::cout and std::cerr.
Console standard_console();

/// Prints "DOING 42 %", redrawn in place and removed at the end, if `err` is a terminal. For work
/// that takes seconds.
void print_progress(Console& console, std::string_view doing, double fraction);

/// Prints "balmer: " and the message of each mistake, one per line, with the rank unless it is
/// negative.
void print_error(Console& console, std::exception const& error, int rank = -1);

}  // namespace balmer::console
