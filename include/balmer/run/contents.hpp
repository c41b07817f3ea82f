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
    /// "checkpoint.h5: life 2, 120 of 9000 island iterations, 0:12:05 elapsed, written …"; empty
    /// where there is none.
    std::string checkpoint;
    /// What is damaged and was not needed.
    std::vector<std::string> warnings;
};

/// Reads a run directory (its hall_of_fame.json, else its checkpoint), also while a run writes
/// there, or a checkpoint file of any name. Changes nothing. Throws InputError where there is no
/// run or it has found nothing yet, DataError where what is needed is damaged.
Contents read_run(std::filesystem::path const& run);

}  // namespace balmer::run
