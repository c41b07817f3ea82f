#include "balmer/base/random.hpp"
#include "balmer/physics/event_block.hpp"
#include "balmer/physics/processes/mt2_sample.hpp"

#include <cmath>
#include <numbers>

namespace balmer::physics {
namespace {

constexpr std::size_t events_per_block = 8192;

double draw(Mt2Range const& range, RandomStream& stream) {
    return stream.uniform(range.low, range.high);
}

/// Draws seven numbers from `stream`, in every case.
Mt2SampleEvent make_event(Mt2SampleSettings const& settings, RandomStream& stream) {
    auto const& ranges = settings.ranges;
    Mt2SampleEvent made;
    auto& [first, second, missing_px_gev, missing_py_gev] = made.event;
    for (Mt2Branch* const branch : {&first, &second}) {
        double const p_gev = draw(ranges.momentum_gev, stream);
        double const phi = stream.uniform(0, 2 * std::numbers::pi);
        branch->px_gev = p_gev * std::cos(phi);
        branch->py_gev = p_gev * std::sin(phi);
    }
    double const visible_gev = draw(visible_mass_range_gev(settings.which, ranges), stream);
    double const invisible_gev = draw(invisible_mass_range_gev(settings.which, ranges), stream);
    for (Mt2Branch* const branch : {&first, &second}) {
        branch->visible_mass_gev = visible_gev;
        branch->invisible_mass_gev = invisible_gev;
    }
    made.q = draw(q_range(settings.which, ranges), stream);
    missing_px_gev = made.q * (first.px_gev + second.px_gev);
    missing_py_gev = made.q * (first.py_gev + second.py_gev);
    made.result = mt2(made.event);
    return made;
}

EventBlock<Mt2SampleEvent> make_block(Mt2SampleSettings const& settings, std::uint32_t index) {
    RandomStream stream(settings.seed, index, 0, Purpose::generate_events);
    EventBlock<Mt2SampleEvent> block;
    block.events.reserve(events_per_block);
    for (std::size_t i = 0; i < events_per_block; ++i) {
        block.events.push_back(make_event(settings, stream));
    }
    return block;
}

}  // namespace

Mt2Sample sample_mt2(Mt2SampleSettings const& settings, BlockTeam const& team,
                     Progress const& progress) {
    validate(settings);
    auto collected = collect_blocks<Mt2SampleEvent>(
        team, settings.event_count,
        [&settings](std::uint32_t index) { return make_block(settings, index); }, progress);
    return {.settings = settings, .events = std::move(collected.events)};
}

}  // namespace balmer::physics
