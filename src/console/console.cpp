#include "balmer/console/console.hpp"

#include "balmer/base/error.hpp"

#include <iostream>
#include <string>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace balmer::console {
namespace {

/// Size of the terminal; zeros if there is none. mpirun gives ranks a terminal without a size,
/// although their output goes through a pipe.
winsize terminal_size(int descriptor) {
    winsize size{};
    if (::isatty(descriptor) == 0 || ::ioctl(descriptor, TIOCGWINSZ, &size) != 0) return {};
    return size.ws_col == 0 ? winsize{} : size;
}

}  // namespace

Console standard_console() {
    auto const err = terminal_size(STDERR_FILENO);
    return {std::cout, std::cerr, err.ws_col, terminal_size(STDOUT_FILENO).ws_col, err.ws_row};
}

void print_progress(Console& console, std::string_view doing, double fraction) {
    if (console.err_width == 0) return;
    console.err << fmt::format("\r{} {:3.0f} %", doing, 100 * fraction)
                << (fraction >= 1 ? "\r\x1b[K" : "") << std::flush;
}

void print_error(Console& console, std::exception const& error, int rank) {
    auto const prefix =
        rank < 0 ? std::string("balmer: ") : "balmer (rank " + std::to_string(rank) + "): ";
    if (auto const* input = dynamic_cast<InputError const*>(&error)) {
        for (auto const& problem : input->problems()) console.err << prefix << problem << '\n';
    } else {
        console.err << prefix << error.what() << '\n';
    }
    console.err.flush();
}

}  // namespace balmer::console
