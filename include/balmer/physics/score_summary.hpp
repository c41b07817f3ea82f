/// \file
/// Summary of a sample whose target is the score of a Wilson coefficient.
#pragma once

#include "balmer/physics/estimate.hpp"
#include "balmer/physics/event_block.hpp"
#include "balmer/physics/quadratic_in_theta.hpp"

#include <cstddef>
#include <vector>

namespace balmer::physics {

/// The target: scale (d ln |M|^2 / d theta - mean); the mean is subtracted on request.
struct ScoreTarget {
    /// Whether d ln sigma / d theta, the mean over the events of the sample, is subtracted.
    bool subtract = false;
    double scale = 1;
    bool operator==(ScoreTarget const&) const = default;
};

struct ScoreSummary {
    /// Before the detector, if there is one.
    Estimate cross_section_pb;
    /// Accepted fraction of the trials.
    double efficiency = 0;
    /// Fraction of the cross-section above the largest weight, carried by weights > 1.
    double overweight_fraction = 0;
    std::size_t overweight_count = 0;
    /// Events that the detector moved out of the cuts.
    std::size_t lost_count = 0;
    /// Fraction of the accepted events that still pass the cuts after the detector.
    double detector_efficiency = 1;
    /// Cross-section of the kept events: cross_section_pb times detector_efficiency.
    Estimate measured_cross_section_pb;
    /// Mean [TeV^2] and variance [TeV^4] of d ln |M|^2 / d theta over the events, before
    /// subtraction.
    Estimate score_mean;
    double score_variance = 0;
    /// sigma(theta + d) / sigma(theta) = 1 + linear d + quadratic d^2, for the kept events.
    Estimate linear;
    Estimate quadratic;
};

/// Events and their summary.
template <class Settings, class Event>
struct ScoredSample {
    Settings settings;
    std::vector<Event> events;
    ScoreSummary summary;
};

/// The cross-section that remains of `cross_section_pb` if `lost_count` of `accepted_count` events
/// are lost; its error includes that of the efficiency [pb].
Estimate rate_after_detector(Estimate const& cross_section_pb, std::size_t accepted_count,
                             std::size_t lost_count);

/// Accumulates the quantities of a summary that depend on the events.
class ScoreSums {
public:
    explicit ScoreSums(double theta) : theta_(theta) {}
    void add(QuadraticInTheta const& matrix_element, double weight);
    void write_to(ScoreSummary& summary) const;

private:
    double theta_;
    WeightedMean score_;
    WeightedMean quadratic_;
    std::size_t overweight_count_ = 0;
};

/// Summarises the events of `block`, each with matrix_element and weight. `further_trials` are
/// points of the same integrand from which no events were made.
template <class Event>
ScoreSummary summarise_scores(EventBlock<Event> const& block, WeightSum const& further_trials,
                              double theta) {
    ScoreSums sums(theta);
    for (auto const& event : block.events) sums.add(event.matrix_element, event.weight);
    ScoreSummary summary;
    auto const& tally = block.tally;
    summary.efficiency = static_cast<double>(tally.accepted_count) / tally.trials.count;
    summary.overweight_fraction = tally.excess / tally.trials.sum;
    summary.lost_count = tally.lost_count;
    if (tally.accepted_count > 0) {
        summary.detector_efficiency =
            1 - static_cast<double>(tally.lost_count) / static_cast<double>(tally.accepted_count);
    }
    WeightSum trials = tally.trials;
    trials.add(further_trials);
    summary.cross_section_pb = {trials.mean(), trials.mean_error()};
    summary.measured_cross_section_pb =
        rate_after_detector(summary.cross_section_pb, tally.accepted_count, tally.lost_count);
    sums.write_to(summary);
    return summary;
}

}  // namespace balmer::physics
