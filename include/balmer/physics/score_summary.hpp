/// \file
/// What is known of a sample whose target is the score of a Wilson coefficient.
#pragma once

#include "balmer/physics/estimate.hpp"
#include "balmer/physics/event_block.hpp"
#include "balmer/physics/quadratic_in_theta.hpp"

#include <cstddef>
#include <vector>

namespace balmer::physics {

/// How the score becomes the target: scale (d ln |M|^2 / d theta - mean), the mean if wanted.
struct ScoreTarget {
    /// Subtract d ln sigma / d theta, the mean over the events of the sample.
    bool subtract = false;
    double scale = 1;
    bool operator==(ScoreTarget const&) const = default;
};

struct ScoreSummary {
    /// Before any detector.
    Estimate cross_section_pb;
    /// Accepted share of the trials.
    double efficiency = 0;
    /// Share of the cross-section above the largest weight; carried by weights > 1.
    double overweight_fraction = 0;
    std::size_t overweight_count = 0;
    /// Events that the detector moved out of the cuts.
    std::size_t lost_count = 0;
    /// Share of the accepted events that the detector left within the cuts.
    double detector_efficiency = 1;
    /// Of the events that are kept: that before the detector times its efficiency.
    Estimate measured_cross_section_pb;
    /// Of d ln |M|^2 / d theta at theta over the events, before any subtraction [TeV^2], [TeV^4].
    Estimate score_mean;
    double score_variance = 0;
    /// sigma(theta + d) / sigma(theta) = 1 + linear d + quadratic d^2, of the events that are kept.
    Estimate linear;
    Estimate quadratic;
};

/// Events made by a sampler, and what is known of them.
template <class Settings, class Event>
struct ScoredSample {
    Settings settings;
    std::vector<Event> events;
    ScoreSummary summary;
};

/// The rate that is left of `cross_section_pb` when `lost_count` of `accepted_count` events are
/// lost, with the error of both [pb].
Estimate rate_after_detector(Estimate const& cross_section_pb, std::size_t accepted_count,
                             std::size_t lost_count);

/// Adds up what a summary says of the events.
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

/// `events` (each with matrix_element and weight), made in `tally`; `further_trials` are points of
/// the same integrand that made no events.
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
