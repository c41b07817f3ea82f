/// \file
/// MT2 of each event of a file, and the count of what was met.
#pragma once

#include "balmer/console/console.hpp"

#include "event_source.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace balmer::app {

struct Mt2Tally {
    std::size_t event_count = 0;
    std::size_t unbalanced_count = 0;
    std::size_t long_double_count = 0;
    /// Without an MT2; only with --skip-bad.
    std::size_t bad_count = 0;
    /// Where the first of them stands, and why.
    std::string first_bad = {};
};

/// Calls take(event, mt2_gev) for each event in order. An event that is impossible, or whose answer
/// no number can hold, throws DataError with its place; with --skip-bad its mt2_gev is NaN.
Mt2Tally solve_events(Mt2CommandOptions const& options, Mt2EventSource const& source,
                      console::Console& console,
                      std::function<void(physics::mt2::Event const&, double)> const& take);

/// Why no number can hold the answer (--squared: or its square), or "".
std::string overflow_of(double mt2_gev, bool squared);

}  // namespace balmer::app
