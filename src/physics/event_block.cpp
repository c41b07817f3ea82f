#include "balmer/physics/event_block.hpp"

#include "balmer/base/error.hpp"

namespace balmer::physics {

void BlockTally::add(BlockTally const& other) {
    trials.add(other.trials);
    excess += other.excess;
    accepted_count += other.accepted_count;
    lost_count += other.lost_count;
}

Collecting collecting_state(std::size_t event_count, std::size_t wanted_count,
                            BlockTally const& tally) {
    constexpr double hopeless_trial_count = 1e7;
    if (event_count >= wanted_count) return Collecting::is_done;
    if (event_count == 0 && tally.trials.count >= hopeless_trial_count) {
        return Collecting::is_hopeless;
    }
    return Collecting::goes_on;
}

void throw_no_events() {
    throw InputError(
        "no event of ten million tried passes the cuts (nothing is left). Loosen the cuts?");
}

}  // namespace balmer::physics
