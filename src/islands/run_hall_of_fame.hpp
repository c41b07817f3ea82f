/// \file
/// The hall of fame of a run over all its sessions.
#pragma once

#include "balmer/evolve/hall_of_fame.hpp"

#include "candidate_pipeline.hpp"

#include <cstdint>

namespace balmer::islands {

/// In deterministic mode it may have more than the pipeline's: entries that an earlier session
/// found after its last settled round. They are kept, but take no part in the repeated rounds.
class RunHallOfFame {
public:
    explicit RunHallOfFame(int max_complexity) : hall_of_fame_(max_complexity) {}

    void offer(evolve::HallOfFameEntry entry);
    /// Takes over what is new in the hall of fame of the pipeline.
    void update_from(CandidatePipeline const& pipeline);

    evolve::HallOfFame const& hall_of_fame() const { return hall_of_fame_; }
    /// Grows with every entry.
    std::uint64_t revision() const { return revision_; }

private:
    evolve::HallOfFame hall_of_fame_;
    std::uint64_t revision_ = 0;
    std::uint64_t pipeline_revision_ = 0;
};

}  // namespace balmer::islands
