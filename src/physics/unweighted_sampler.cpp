#include "physics/unweighted_sampler.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace balmer::physics {
namespace {

/// Draws random points of the cube, maps them by the grid and computes their weights. Reuses its
/// buffers.
class Trial {
public:
    Trial(VegasGrid const& grid, Integrand const& integrand)
        : grid_(grid), integrand_(integrand), cube_(grid.dimension()), point_(grid.dimension()) {}

    double weigh(RandomStream& stream) {
        for (double& coordinate : cube_) coordinate = stream.uniform();
        double const jacobian = grid_.map(cube_, point_);
        return jacobian * integrand_(point_);
    }
    std::vector<double> const& cube() const { return cube_; }
    std::vector<double> const& point() const { return point_; }

private:
    VegasGrid const& grid_;
    Integrand const& integrand_;
    std::vector<double> cube_;
    std::vector<double> point_;
};

}  // namespace

double weight_limit(std::vector<double> weights, double overweight_fraction) {
    BALMER_EXPECT(!weights.empty() && overweight_fraction >= 0 && overweight_fraction < 1);
    std::ranges::sort(weights, std::greater<>{});
    double const allowed =
        overweight_fraction * std::accumulate(weights.begin(), weights.end(), 0.0);
    // The excess over a limit between weights n and n + 1 is (sum of the first n) - n * limit.
    double above = 0;
    for (std::size_t n = 1; n < weights.size(); ++n) {
        above += weights[n - 1];
        double const limit = (above - allowed) / static_cast<double>(n);
        if (limit >= weights[n]) return std::min(limit, weights.front());
    }
    return weights.back();
}

UnweightedSampler::UnweightedSampler(Integrand integrand, SamplerSettings const& settings,
                                     std::uint64_t seed)
    : integrand_(std::move(integrand)),
      settings_(settings),
      seed_(seed),
      grid_(settings.dimension, settings.bin_count) {
    BALMER_VALIDATE(settings.batch_size > 0, "a batch needs at least one trial");
    BALMER_VALIDATE(settings.limit_point_count > 1, "the largest weight needs at least two points");
    adapt();
    set_limit();
}

void UnweightedSampler::adapt() {
    for (std::size_t round = 0; round < settings_.adaptation_count; ++round) {
        RandomStream stream(seed_, 0, static_cast<std::uint32_t>(round), Purpose::adapt_sampling);
        Trial trial(grid_, integrand_);
        for (std::size_t i = 0; i < settings_.points_per_adaptation; ++i) {
            double const weight = trial.weigh(stream);
            grid_.accumulate(trial.cube(), weight);
        }
        grid_.refine(settings_.damping);
    }
}

void UnweightedSampler::set_limit() {
    RandomStream stream(seed_, 1, 0, Purpose::adapt_sampling);
    Trial trial(grid_, integrand_);
    std::vector<double> weights(settings_.limit_point_count);
    for (double& weight : weights) {
        weight = trial.weigh(stream);
        limit_sum_.add(weight);
    }
    BALMER_VALIDATE(limit_sum_.sum > 0,
                    "no point of the phase space passes the cuts (all weights are zero). Loosen "
                    "the cuts?");
    maximum_weight_ = weight_limit(std::move(weights), settings_.overweight_fraction);
}

AcceptedPoints UnweightedSampler::draw(std::uint32_t batch_index) const {
    RandomStream stream(seed_, batch_index, 0, Purpose::generate_events);
    Trial trial(grid_, integrand_);
    AcceptedPoints accepted;
    for (std::size_t i = 0; i < settings_.batch_size; ++i) {
        double const weight = trial.weigh(stream);
        accepted.trials.add(weight);
        double const ratio = weight / maximum_weight_;
        if (ratio <= stream.uniform()) continue;
        accepted.points.insert(accepted.points.end(), trial.point().begin(), trial.point().end());
        accepted.weights.push_back(std::max(1.0, ratio));
        accepted.excess += std::max(0.0, weight - maximum_weight_);
    }
    return accepted;
}

}  // namespace balmer::physics
