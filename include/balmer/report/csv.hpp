/// \file
/// The front as CSV, with one line per entry.
#pragma once

#include "balmer/report/record.hpp"

#include <string>

namespace balmer::report {

/// Columns complexity,constants,mse,score,equation, with a header line. `constants` is their
/// number. Numbers have all digits needed to read back the same double, so that evaluating the
/// equation reproduces the mse. The equation is quoted as in RFC 4180.
std::string to_csv(Record const& record);

}  // namespace balmer::report
