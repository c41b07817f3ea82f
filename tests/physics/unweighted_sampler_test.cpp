#include "physics/unweighted_sampler.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace balmer::physics {
namespace {

SamplerSettings small_settings() {
    SamplerSettings settings;
    settings.dimension = 2;
    settings.bin_count = 20;
    settings.points_per_adaptation = 5000;
    settings.limit_point_count = 20000;
    settings.batch_size = 4000;
    return settings;
}

/// 3 x^2 times 2 y: integral 1, <x> = 3/4, <y> = 2/3.
double product(std::span<double const> point) { return 3 * point[0] * point[0] * 2 * point[1]; }

double excess_above(std::vector<double> const& weights, double limit) {
    double sum = 0;
    for (double const weight : weights) sum += std::max(0.0, weight - limit);
    return sum;
}

TEST(WeightLimit, LeavesExactlyTheAllowedExcess) {
    std::vector<double> weights;
    for (int i = 0; i < 1000; ++i) weights.push_back(std::exp(0.01 * i));
    double const sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double const fraction : {1e-4, 1e-2, 0.3, 0.9}) {
        EXPECT_NEAR(excess_above(weights, weight_limit(weights, fraction)) / sum, fraction, 1e-12);
    }
    EXPECT_EQ(weight_limit(weights, 0.0), weights.back());
}

TEST(UnweightedSampler, DrawsFromTheIntegrandAndEstimatesItsIntegral) {
    UnweightedSampler const sampler(product, small_settings(), 7);
    WeightSum trials, x, y;
    for (std::uint32_t batch = 0; batch < 20; ++batch) {
        auto const accepted = sampler.draw(batch);
        trials.add(accepted.trials);
        for (std::size_t i = 0; i < accepted.size(); ++i) {
            x.add(accepted.weights[i] * accepted.points[2 * i]);
            y.add(accepted.weights[i] * accepted.points[2 * i + 1]);
        }
    }
    EXPECT_NEAR(trials.mean(), 1, 4 * trials.mean_error());
    EXPECT_NEAR(sampler.limit_sum().mean(), 1, 4 * sampler.limit_sum().mean_error());
    EXPECT_NEAR(x.mean(), 0.75, 4 * x.mean_error());
    EXPECT_NEAR(y.mean(), 2.0 / 3, 4 * y.mean_error());
}

TEST(UnweightedSampler, OverweightPointsCarryTheirExcess) {
    auto settings = small_settings();
    settings.overweight_fraction = 0.2;
    settings.adaptation_count = 0;
    UnweightedSampler const sampler(product, settings, 7);
    double excess = 0, sum = 0, x = 0, weights = 0;
    for (std::uint32_t batch = 0; batch < 40; ++batch) {
        auto const accepted = sampler.draw(batch);
        excess += accepted.excess;
        sum += accepted.trials.sum;
        for (std::size_t i = 0; i < accepted.size(); ++i) {
            weights += accepted.weights[i];
            x += accepted.weights[i] * accepted.points[2 * i];
        }
    }
    EXPECT_NEAR(excess / sum, 0.2, 0.01);
    EXPECT_NEAR(x / weights, 0.75, 4 * 0.25 / std::sqrt(weights));
}

TEST(UnweightedSampler, ABatchDependsOnItsIndexAlone) {
    UnweightedSampler const left(product, small_settings(), 7), right(product, small_settings(), 7);
    auto const later = left.draw(5);
    left.draw(1);
    EXPECT_EQ(later.points, right.draw(5).points);
    EXPECT_NE(later.points, right.draw(6).points);
    UnweightedSampler const other(product, small_settings(), 8);
    EXPECT_NE(later.points, other.draw(5).points);
}

TEST(UnweightedSampler, RefusesAnIntegrandThatIsZeroEverywhere) {
    auto const nothing = [](std::span<double const>) { return 0.0; };
    EXPECT_THROW(UnweightedSampler(nothing, small_settings(), 7), InputError);
}

}  // namespace
}  // namespace balmer::physics
