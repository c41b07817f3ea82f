/// \file
/// Generation of a sample whose target is the score of a Wilson coefficient.
#pragma once

#include "balmer/physics/event_block.hpp"
#include "balmer/physics/progress.hpp"
#include "balmer/physics/score_summary.hpp"

#include <memory>
#include <utility>

namespace balmer::physics {

/// Collective: settings.event_count events on rank 0 with their summary, none elsewhere.
///
/// `Blocks(settings)` makes the events of a block: blocks(index). Its sampler() has the trials from
/// which no events were made. Throws InputError on every rank if validate(settings) does, or if the
/// blocks stay empty.
template <class Blocks, class Event, class Settings>
ScoredSample<Settings, Event> generate_scored(Settings const& settings,
                                              parallel::Communicator const& communicator,
                                              Progress const& progress) {
    auto const blocks = communicator.all_or_none([&] {
        validate(settings);
        return std::make_unique<Blocks const>(settings);
    });
    auto collected = collect_events<Event>(communicator, settings.event_count, *blocks, progress);
    ScoredSample<Settings, Event> sample{.settings = settings, .events = {}, .summary = {}};
    if (communicator.rank() > 0) return sample;
    sample.summary = summarise_scores(collected, blocks->sampler().limit_sum(), settings.theta);
    sample.events = std::move(collected.events);
    return sample;
}

}  // namespace balmer::physics
