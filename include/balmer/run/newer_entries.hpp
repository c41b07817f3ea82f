/// \file
/// Entries that hall_of_fame.json has and the checkpoint does not have yet.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/settings.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace balmer::run {

struct NewerEntries {
    /// Entries better than the checkpoint's of the same complexity. Their losses are not verified:
    /// users can edit the file.
    std::vector<evolve::HallOfFameEntry> entries;
    /// Why the file, or an entry of it, cannot be used.
    std::vector<std::string> problems;
};

/// Reads hall_of_fame.json, which is rewritten with each improvement and so is newer than any
/// checkpoint.
NewerEntries newer_entries(checkpoint::Checkpoint const& checkpoint,
                           std::filesystem::path const& directory,
                           evolve::SearchSettings const& search);

/// Adds the entries that are better than the checkpoint's; returns how many.
std::size_t take_entries(checkpoint::Checkpoint& checkpoint,
                         std::vector<evolve::HallOfFameEntry> const& entries);

}  // namespace balmer::run
