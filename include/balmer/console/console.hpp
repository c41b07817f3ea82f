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
    /// Columns of the terminal behind `err` and `out`; 0 where there is none.
    std::size_t err_width = 0;
    std::size_t out_width = 0;
    /// Rows of the terminal behind `err`.
    std::size_t err_height = 0;
};

/// Of this process: std::cout and std::cerr.
Console standard_console();

/// "DOING 42 %", redrawn in place and gone at the end; on a terminal alone, for work of seconds.
void print_progress(Console& console, std::string_view doing, double fraction);

/// "balmer: " and the message of each mistake, a line each; with the rank where it is not negative.
void print_error(Console& console, std::exception const& error, int rank = -1);

}  // namespace balmer::console
