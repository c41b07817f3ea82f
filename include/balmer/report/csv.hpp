/// \file
/// The front as CSV: one line an entry.
#pragma once

#include "balmer/report/record.hpp"

#include <string>

namespace balmer::report {

/// complexity,constants,mse,score,equation with a header line. `constants` is their number; numbers
/// have as many digits as give the same double back, so that evaluating the equation gives the mse.
/// The equation is quoted as RFC 4180 says.
std::string to_csv(Record const& record);

}  // namespace balmer::report
