#include "balmer/base/random.hpp"
#include "balmer/physics/processes/wbf.hpp"
#include "balmer/physics/unweighted_sampler.hpp"

#include "physics/fixed_scale_density.hpp"
#include "physics/processes/wbf_phase_space.hpp"

#include <cmath>
#include <numbers>
#include <span>

namespace balmer::physics {
namespace {

/// The differential cross-section over the unit cube.
class WbfIntegrand {
public:
    explicit WbfIntegrand(WbfSettings const& settings)
        : WbfIntegrand(settings, *make_parton_density(settings.pdf)) {}

    /// [pb] per unit of the cube.
    double operator()(std::span<double const> cube) const {
        auto const point = phase_space_(cube);
        if (!point) return 0.0;
        double const densities = up_(point->x_u) * down_(point->x_d);
        double const x_product = point->x_u * point->x_d;
        double const flux = 2 * x_product * s_gev2_;
        // Twice: the u quark comes from either beam.
        return 2 * densities / (x_product * flux) * point->volume *
               wbf_matrix_element(point->invariants)(theta_) * pb_gev2;
    }

    WbfPhaseSpace const& phase_space() const { return phase_space_; }

private:
    WbfIntegrand(WbfSettings const& settings, PartonDensity const& density)
        : theta_(settings.theta),
          s_gev2_(settings.sqrt_s_gev * settings.sqrt_s_gev),
          phase_space_(settings.sqrt_s_gev, settings.cuts),
          up_(density, 2, settings.factorisation_scale_gev),
          down_(density, 1, settings.factorisation_scale_gev) {}

    double theta_;
    double s_gev2_;
    WbfPhaseSpace phase_space_;
    FixedScaleDensity up_;
    FixedScaleDensity down_;
};

/// By pi about the y axis. A rotation, as a reflection would flip the sign of CP-odd angles.
FourVector rotated(FourVector const& p) { return {p.e, -p.px, p.py, -p.pz}; }

void exchange_beams(WbfEvent& event) {
    auto& [ku, kd, pd, pu, ph] = event.momenta;
    for (FourVector* const p : {&ku, &kd, &pd, &pu, &ph}) *p = rotated(*p);
    std::swap(event.x1, event.x2);
    event.y_h = -event.y_h;
}

/// Draws two numbers from `stream`: azimuth and beam assignment.
WbfEvent make_event(WbfPhaseSpacePoint const& point, double sqrt_s_gev, double weight,
                    RandomStream& stream) {
    double const azimuth = stream.uniform(-std::numbers::pi, std::numbers::pi);
    WbfEvent event{.momenta = wbf_momenta(point, sqrt_s_gev, azimuth),
                   .x1 = point.x_u,
                   .x2 = point.x_d,
                   .y_h = point.y_h,
                   .weight = weight,
                   .matrix_element = wbf_matrix_element(point.invariants)};
    if (stream.bernoulli(0.5)) exchange_beams(event);
    return event;
}

/// Weighted mean with its standard error.
class WeightedMean {
public:
    void add(double value, double weight) {
        weights_ += weight;
        sum_ += weight * value;
        squares_ += weight * value * value;
    }
    double variance() const { return squares_ / weights_ - mean() * mean(); }
    Estimate estimate() const { return {mean(), std::sqrt(variance() / weights_)}; }

private:
    double mean() const { return sum_ / weights_; }

    double weights_ = 0;
    double sum_ = 0;
    double squares_ = 0;
};

void summarise_events(WbfSample& sample) {
    double const theta = sample.settings.theta;
    WeightedMean score, quadratic;
    for (auto const& event : sample.events) {
        score.add(event.matrix_element.score(theta), event.weight);
        quadratic.add(event.matrix_element.quad / event.matrix_element(theta), event.weight);
        sample.summary.overweight_count += event.weight > 1;
    }
    sample.summary.score_mean = score.estimate();
    sample.summary.score_variance = score.variance();
    // d sigma / d theta / sigma is the mean score.
    sample.summary.linear = score.estimate();
    sample.summary.quadratic = quadratic.estimate();
}

SamplerSettings sampler_settings() {
    SamplerSettings settings;
    settings.dimension = WbfPhaseSpace::dimension;
    return settings;
}

}  // namespace

WbfSample sample_wbf(WbfSettings const& settings) {
    validate(settings);
    WbfIntegrand const integrand(settings);
    UnweightedSampler const sampler(std::cref(integrand), sampler_settings(), settings.seed);

    WbfSample sample{.settings = settings, .events = {}, .summary = {}};
    sample.events.reserve(settings.event_count);
    WeightSum trials;
    double excess = 0, accepted_count = 0;
    for (std::uint32_t batch = 0; sample.events.size() < settings.event_count; ++batch) {
        AcceptedPoints const accepted = sampler.draw(batch);
        RandomStream stream(settings.seed, batch, 1, Purpose::generate_events);
        for (std::size_t i = 0; i < accepted.size() && sample.events.size() < settings.event_count;
             ++i) {
            std::span<double const> const cube(&accepted.points[i * WbfPhaseSpace::dimension],
                                               WbfPhaseSpace::dimension);
            sample.events.push_back(make_event(*integrand.phase_space()(cube), settings.sqrt_s_gev,
                                               accepted.weights[i], stream));
        }
        trials.add(accepted.trials);
        excess += accepted.excess;
        accepted_count += static_cast<double>(accepted.size());
        if (settings.progress) {
            settings.progress(static_cast<double>(sample.events.size()) /
                              static_cast<double>(settings.event_count));
        }
    }
    sample.summary.efficiency = accepted_count / trials.count;
    sample.summary.overweight_fraction = excess / trials.sum;
    trials.add(sampler.limit_sum());
    sample.summary.cross_section_pb = {trials.mean(), trials.mean_error()};
    summarise_events(sample);
    return sample;
}

}  // namespace balmer::physics
