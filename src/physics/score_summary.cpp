#include "balmer/physics/score_summary.hpp"

#include <cmath>

namespace balmer::physics {

Estimate rate_after_detector(Estimate const& cross_section_pb, std::size_t accepted_count,
                             std::size_t lost_count) {
    if (lost_count == 0) return cross_section_pb;
    double const count = static_cast<double>(accepted_count);
    double const kept = 1 - static_cast<double>(lost_count) / count;
    double const kept_error = std::sqrt(kept * (1 - kept) / count);
    return {cross_section_pb.value * kept,
            std::hypot(cross_section_pb.error * kept, cross_section_pb.value * kept_error)};
}

void ScoreSums::add(QuadraticInTheta const& matrix_element, double weight) {
    score_.add(matrix_element.score(theta_), weight);
    quadratic_.add(matrix_element.quad / matrix_element(theta_), weight);
    overweight_count_ += weight > 1;
}

void ScoreSums::write_to(ScoreSummary& summary) const {
    summary.score_mean = score_.estimate();
    summary.score_variance = score_.variance();
    // (d sigma / d theta) / sigma is the mean score.
    summary.linear = score_.estimate();
    summary.quadratic = quadratic_.estimate();
    summary.overweight_count = overweight_count_;
}

}  // namespace balmer::physics
