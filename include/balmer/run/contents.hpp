/// \file
/// What a run has found, read from its directory or from one checkpoint file.
#pragma once

#include "balmer/report/record.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace balmer::run {

struct Contents {
    report::Record record;
    /// "checkpoint.h5: life 2, 120 of 9000 island iterations, 0:12:05 elapsed, written …"; empty if
    /// there is no checkpoint.
    std::string checkpoint;
    /// Damaged files that were not needed.
    std::vector<std::string> warnings;
};

/// Reads a run directory (its hall_of_fame.json, else its checkpoint), also while a run writes it,
/// or a single checkpoint file of any name. Modifies no file. Throws InputError if there is no run
/// or it has found nothing yet, DataError if the file needed is damaged.
Contents read_run(std::filesystem::path const& run);

}  // namespace balmer::run
