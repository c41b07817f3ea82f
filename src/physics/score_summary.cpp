#include "balmer/physics/score_summary.hpp"

namespace balmer::physics {

void ScoreSums::add(QuadraticInTheta const& matrix_element, double weight) {
    score_.add(matrix_element.score(theta_), weight);
    quadratic_.add(matrix_element.quad / matrix_element(theta_), weight);
    overweight_count_ += weight > 1;
}

void ScoreSums::write_to(ScoreSummary& summary) const {
    summary.score_mean = score_.estimate();
    summary.score_variance = score_.variance();
    // d sigma / d theta / sigma is the mean score.
    summary.linear = score_.estimate();
    summary.quadratic = quadratic_.estimate();
    summary.overweight_count = overweight_count_;
}

}  // namespace balmer::physics
