/// \file
/// What a run writes into its directory while it goes on.
#pragma once

#include "balmer/report/record.hpp"
#include "balmer/run/summary.hpp"

#include <filesystem>
#include <string>

namespace balmer::run {

/// Names in a run directory.
inline constexpr char const* hall_of_fame_csv = "hall_of_fame.csv";
inline constexpr char const* hall_of_fame_json = "hall_of_fame.json";

/// Replaces hall_of_fame.csv and hall_of_fame.json, each atomically. Throws IoError.
void write_hall_of_fame(std::filesystem::path const& directory, report::Record const& record);

/// Reads hall_of_fame.json back, also while a run writes there. Throws InputError where `directory`
/// is no run directory, or its run has found nothing yet; DataError where the file is damaged,
/// IoError where it cannot be read.
report::Record read_hall_of_fame(std::filesystem::path const& directory);

/// Appends one line, whole or not at all. A last line that a killed process left without its end is
/// ended first. Throws IoError.
void append_line(std::filesystem::path const& file, std::string const& line);

/// A line of log.txt: "2026-01-31 12:00:00 message", UTC.
std::string log_line(std::string const& message);

}  // namespace balmer::run
