/// \file
/// Unweighted events from an integrand over the unit cube.
#pragma once

#include "balmer/physics/estimate.hpp"
#include "balmer/physics/event_block.hpp"

#include "physics/vegas_grid.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace balmer::physics {

/// The weight of a point of the unit cube: non-negative, and zero outside of the cuts.
using Integrand = std::function<double(std::span<double const> point)>;

struct SamplerSettings {
    std::size_t dimension = 1;
    std::size_t bin_count = 100;
    std::size_t adaptation_count = 6;
    std::size_t points_per_adaptation = 150000;
    double damping = 0.4;
    /// Number of points that determine the largest weight.
    std::size_t limit_point_count = 500000;
    /// Fraction of the integral that may lie above the largest weight, estimated from these points.
    double overweight_fraction = 5e-5;
    /// Trials in a batch. Changing it changes the events.
    std::size_t batch_size = 16384;
};

/// Accepted points of one batch.
struct AcceptedPoints {
    /// [size x dimension], row-major, in the unit cube of the integrand.
    std::vector<double> points;
    /// 1, or weight / largest weight if that is more, so that sums over these weights are unbiased.
    std::vector<double> weights;
    WeightSum trials;
    /// Sum over the trials of the excess over the largest weight.
    double excess = 0;

    std::size_t size() const { return weights.size(); }
    BlockTally tally() const {
        return {.trials = trials, .excess = excess, .accepted_count = size(), .lost_count = 0};
    }
};

/// The smallest limit for which the total excess of `weights` over it is at most
/// `overweight_fraction` of their sum. Requires weights >= 0 and 0 <= overweight_fraction < 1.
double weight_limit(std::vector<double> weights, double overweight_fraction);

/// Adapts a VegasGrid to an integrand once, then draws unweighted points in batches.
///
/// Batch b depends on the integrand, the settings, the seed and b alone, so that batches may be
/// drawn in any order.
class UnweightedSampler {
public:
    /// Adapts the grid and determines the largest weight. Throws InputError if the integrand is
    /// zero at every point tried.
    UnweightedSampler(Integrand integrand, SamplerSettings const& settings, std::uint64_t seed);

    AcceptedPoints draw(std::uint32_t batch_index) const;

    double maximum_weight() const { return maximum_weight_; }
    /// The points that determined the largest weight: an estimate of the integral.
    WeightSum const& limit_sum() const { return limit_sum_; }
    VegasGrid const& grid() const { return grid_; }

private:
    void adapt();
    void set_limit();

    Integrand integrand_;
    SamplerSettings settings_;
    std::uint64_t seed_;
    VegasGrid grid_;
    WeightSum limit_sum_;
    double maximum_weight_ = 0;
};

}  // namespace balmer::physics
