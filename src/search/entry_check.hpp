/// \file
/// Whether formulas that stand in a file people can edit have the losses that it says.
#pragma once

#include "balmer/data/table.hpp"
#include "balmer/eval/evaluator.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/parallel/communicator.hpp"
#include "balmer/report/record.hpp"

#include <string>
#include <vector>

namespace balmer::search {

struct CheckedEntries {
    /// Those whose loss on all events is the one they claim.
    std::vector<evolve::HallOfFameEntry> sound;
    /// Of each other one: its complexity and both losses.
    std::vector<std::string> problems;
};

/// Evaluates the front of rank 0's `record` on all events, in double precision. Collective;
/// `tables` are this rank's shards, each event on one rank. Losses agree where they do to 1e-9, or
/// where their roots differ by less than 1e-12 of the root mean square of the target, which is
/// rounding. The result is on rank 0. Without entries nothing is evaluated.
CheckedEntries check_entries(parallel::Communicator const& communicator,
                             std::vector<data::Table<double> const*> const& tables,
                             report::Record const& record, eval::Backend backend);

}  // namespace balmer::search
