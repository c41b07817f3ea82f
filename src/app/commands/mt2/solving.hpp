/// \file
/// MT2 of each event of a file, and counts of the events.
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
    /// The place of the first of them and its problem.
    std::string first_bad = {};
};

/// Calls take(event, mt2_gev) for each event in order. If an event is invalid or its result
/// overflows, throws DataError with its place; with --skip-bad its mt2_gev is NaN.
Mt2Tally solve_events(Mt2CommandOptions const& options, Mt2EventSource const& source,
                      console::Console& console,
                      std::function<void(physics::mt2::Event const&, double)> const& take);

/// The message if the result (with --squared: or its square) overflows, else "".
std::string overflow_of(double mt2_gev, bool squared);

}  // namespace balmer::app
