/// \file
/// Limits repeated warnings in a log.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace balmer::run {

/// Warnings that differ only in numbers count as the same. Each is logged at once, then after one
/// minute, two more, four, … up to an hour, with the number of repetitions in between.
class WarningFilter {
public:
    /// The message to log at this time [s] of any clock; nullopt to log nothing.
    std::optional<std::string> admit(std::string const& message, double now_s);

private:
    struct Known {
        double next_s = 0;
        double wait_s = 60;
        std::uint64_t suppressed = 0;
    };
    std::map<std::string, Known> known_;
};

}  // namespace balmer::run
