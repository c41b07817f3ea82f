#include "balmer/physics/event_block.hpp"

#include "balmer/base/error.hpp"

namespace balmer::physics {

void BlockTally::add(BlockTally const& other) {
    trials.add(other.trials);
    excess += other.excess;
    accepted_count += other.accepted_count;
    lost_count += other.lost_count;
}

void check_that_events_pass(std::size_t event_count, BlockTally const& tally) {
    constexpr double hopeless_trial_count = 1e7;
    BALMER_VALIDATE(event_count > 0 || tally.trials.count < hopeless_trial_count,
                    "no event of ten million tried passes the cuts (nothing is left). Loosen the "
                    "cuts?");
}

}  // namespace balmer::physics
