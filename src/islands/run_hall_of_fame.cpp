#include "run_hall_of_fame.hpp"

#include <utility>

namespace balmer::islands {

void RunHallOfFame::offer(evolve::HallOfFameEntry entry) {
    if (hall_of_fame_.offer(std::move(entry))) ++revision_;
}

void RunHallOfFame::update_from(CandidatePipeline const& pipeline) {
    hall_of_fame_.set_rounding_floor(pipeline.hall_of_fame().rounding_floor());
    hall_of_fame_.set_least_gain(pipeline.hall_of_fame().least_gain());
    if (pipeline.revision() == pipeline_revision_) return;
    pipeline_revision_ = pipeline.revision();
    for (auto& entry : pipeline.hall_of_fame().entries()) offer(std::move(entry));
}

}  // namespace balmer::islands
