/// \file
/// Times as text, in UTC.
#pragma once

#include <ctime>
#include <string>

namespace balmer {

/// `time` in a format of strftime; at most 63 characters.
std::string utc_time(std::time_t time, char const* form);

/// The current time in ISO 8601 format: "2026-01-31T12:00:00Z".
std::string utc_now();

}  // namespace balmer
