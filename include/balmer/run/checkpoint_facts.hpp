/// \file
/// What a checkpoint says about its run: how far it is, and what it has found.
#pragma once

#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/evolve/hall_of_fame.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/report/record.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace balmer::run {

/// All entries of the checkpoint, in a hall of fame that reaches at least `max_complexity`.
evolve::HallOfFame hall_of_fame_of(checkpoint::Checkpoint const& checkpoint, int max_complexity);

/// Returns true if a loss is at or below search.stop_at_loss.
bool has_reached_loss(checkpoint::Checkpoint const& checkpoint,
                      evolve::SearchSettings const& search);

/// Returns true if all islands have done their iterations and no candidate is pending.
bool has_all_iterations(checkpoint::Checkpoint const& checkpoint,
                        evolve::SearchSettings const& search);

/// Returns true if the loss is reached or all iterations are done.
bool is_finished(checkpoint::Checkpoint const& checkpoint, evolve::SearchSettings const& search);

/// Iterations, summed over all islands.
std::uint64_t iterations_of(checkpoint::Checkpoint const& checkpoint);

/// A counter of the checkpoint; nullopt if it has none of this name.
std::optional<double> counter_of(checkpoint::Checkpoint const& checkpoint, std::string const& name);

/// The front of all entries.
std::vector<evolve::HallOfFameEntry> front_of(checkpoint::Checkpoint const& checkpoint);

/// The front with its features, target and provenance.
report::Record record_of(checkpoint::Checkpoint const& checkpoint);

/// What differs between the data of the checkpoint and those that `record` describes; empty if
/// nothing does.
std::string data_difference(checkpoint::Header const& header, report::Record const& record);

}  // namespace balmer::run
