#include "balmer/physics/mt2/sample.hpp"

#include "balmer/base/random.hpp"
#include "balmer/physics/event_block.hpp"

#include <cmath>
#include <numbers>

namespace balmer::physics::mt2 {
namespace {

constexpr std::size_t events_per_block = 8192;

double draw(Range const& range, RandomStream& stream) {
    return stream.uniform(range.low, range.high);
}

/// Draws seven numbers from `stream`, whatever the case.
SampleEvent make_event(Settings const& settings, RandomStream& stream) {
    auto const& ranges = settings.ranges;
    SampleEvent made;
    auto& [first, second, missing_px_gev, missing_py_gev] = made.event;
    for (Branch* const branch : {&first, &second}) {
        double const p_gev = draw(ranges.momentum_gev, stream);
        double const phi = stream.uniform(0, 2 * std::numbers::pi);
        branch->px_gev = p_gev * std::cos(phi);
        branch->py_gev = p_gev * std::sin(phi);
    }
    double const visible_gev = draw(visible_mass_range_gev(settings.which, ranges), stream);
    double const invisible_gev = draw(invisible_mass_range_gev(settings.which, ranges), stream);
    for (Branch* const branch : {&first, &second}) {
        branch->visible_mass_gev = visible_gev;
        branch->invisible_mass_gev = invisible_gev;
    }
    made.q = draw(q_range(settings.which, ranges), stream);
    missing_px_gev = made.q * (first.px_gev + second.px_gev);
    missing_py_gev = made.q * (first.py_gev + second.py_gev);
    made.result = solve(made.event);
    return made;
}

EventBlock<SampleEvent> make_block(Settings const& settings, std::uint32_t index) {
    RandomStream stream(settings.seed, index, 0, Purpose::generate_events);
    EventBlock<SampleEvent> block;
    block.events.reserve(events_per_block);
    for (std::size_t i = 0; i < events_per_block; ++i) {
        block.events.push_back(make_event(settings, stream));
    }
    return block;
}

}  // namespace

Sample generate(Settings const& settings, parallel::Communicator const& communicator,
                Progress const& progress) {
    communicator.all_or_none([&] { validate(settings); });
    auto collected = collect_events<SampleEvent>(
        communicator, settings.event_count,
        [&settings](std::uint32_t block) { return make_block(settings, block); }, progress);
    return {.settings = settings, .events = std::move(collected.events)};
}

}  // namespace balmer::physics::mt2
