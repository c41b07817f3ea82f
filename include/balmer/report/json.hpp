/// \file
/// The hall of fame as JSON, and back: hall_of_fame.json.
#pragma once

#include "balmer/report/record.hpp"

#include <string>
#include <string_view>

namespace balmer::report {

/// Schema "balmer-hall-of-fame", version 1. Each entry has its tree in prefix form with constants
/// as exact hexadecimal floats, its equation as infix, LaTeX, SymPy and numpy text, and for each
/// constant its value and standard error (null if the data do not fix it).
std::string to_json(Record const& record);

/// Returns the same record, bit for bit. Errors refer to the text as `name`. Throws DataError if it
/// is not such a JSON text.
Record from_json(std::string_view text, std::string const& name);

}  // namespace balmer::report
