/// \file
/// Moments as text, in UTC.
#pragma once

#include <ctime>
#include <string>

namespace balmer {

/// By a form of strftime, of at most 63 characters.
std::string utc_time(std::time_t time, char const* form);

/// Now, as ISO 8601 has it: "2026-01-31T12:00:00Z".
std::string utc_now();

}  // namespace balmer
