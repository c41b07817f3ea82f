/// \file
/// Reading and writing the files of a run directory.
#pragma once

#include "balmer/report/record.hpp"
#include "balmer/run/layout.hpp"

#include <filesystem>
#include <string>

namespace balmer::run {

/// Replaces hall_of_fame.csv and hall_of_fame.json, each atomically. Throws IoError.
void write_hall_of_fame(std::filesystem::path const& directory, report::Record const& record);

/// Reads hall_of_fame.json, also while a run writes it. Throws InputError if `directory` is not a
/// run directory or its run has found nothing yet, DataError if the file is damaged, IoError if it
/// cannot be read.
report::Record read_hall_of_fame(std::filesystem::path const& directory);

/// Appends one line, whole or not at all. Completes an unfinished last line, left by a killed
/// process, with a newline first. Throws IoError.
void append_line(std::filesystem::path const& file, std::string const& line);

/// The reason in the last record of progress.jsonl, if that is an "end" record; otherwise empty.
std::string last_end_reason(std::filesystem::path const& directory);

/// A line of log.txt: "2026-01-31 12:00:00 message", UTC.
std::string log_line(std::string const& message);

}  // namespace balmer::run
