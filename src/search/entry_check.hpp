/// \file
/// Verifies the losses of entries that come from a file users can edit.
#pragma once

#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/scoring/team_scorer.hpp"

#include <string>
#include <vector>

namespace balmer::search {

struct CheckedEntries {
    /// Entries whose stated loss agrees with their loss on all events.
    std::vector<evolve::HallOfFameEntry> sound;
    /// For each other entry: its complexity and both losses.
    std::vector<std::string> problems;
};

/// Evaluates all entries on all events. On rank 0, within TeamScorer::drive(). Two losses agree if
/// they differ by less than 1e-9 of their size, or if their roots differ by less than 1e-12 of the
/// root mean square of the target, which is rounding.
CheckedEntries check_entries(scoring::TeamScorer& scorer,
                             std::vector<evolve::HallOfFameEntry> const& entries);

}  // namespace balmer::search
