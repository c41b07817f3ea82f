/// \file
/// Where the answers of `balmer mt2` go: lines of a stream, a CSV file, an HDF5 file.
#pragma once

#include "solving.hpp"

#include <ostream>

namespace balmer::app {

/// A header line, then a line for each event; what was written stays if an event is refused.
Mt2Tally write_mt2_lines(Mt2CommandOptions const& options, Mt2EventSource const& source,
                         console::Console& console, std::ostream& stream);

/// --out, whole or not at all. Throws IoError.
Mt2Tally write_mt2_file(Mt2CommandOptions const& options, Mt2EventSource const& source,
                        console::Console& console);

}  // namespace balmer::app
