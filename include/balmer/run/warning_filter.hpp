/// \file
/// Keeps a log readable when something goes wrong again and again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace balmer::run {

/// Warnings that differ in numbers alone are one. Each is told at once, then after a minute, after
/// two more, four, … up to an hour, with how often it came in between.
class WarningFilter {
public:
    /// The message to tell at this time [s] of any clock, or nothing.
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
