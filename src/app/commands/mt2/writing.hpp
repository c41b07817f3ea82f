/// \file
/// The output of `balmer mt2`: lines of a stream, a CSV file or an HDF5 file.
#pragma once

#include "solving.hpp"

#include <ostream>

namespace balmer::app {

/// Writes a header line and a line for each event. Lines before an invalid event stay written.
Mt2Tally write_mt2_lines(Mt2CommandOptions const& options, Mt2EventSource const& source,
                         console::Console& console, std::ostream& stream);

/// Writes the file --out completely or not at all. Throws IoError.
Mt2Tally write_mt2_file(Mt2CommandOptions const& options, Mt2EventSource const& source,
                        console::Console& console);

}  // namespace balmer::app
