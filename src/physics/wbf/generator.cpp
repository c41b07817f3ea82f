#include "balmer/base/random.hpp"
#include "balmer/physics/event_block.hpp"
#include "balmer/physics/wbf/sample.hpp"

#include "physics/fixed_scale_density.hpp"
#include "physics/generate_scored.hpp"
#include "physics/unweighted_sampler.hpp"
#include "physics/wbf/phase_space.hpp"

#include <cmath>
#include <numbers>
#include <span>
#include <utility>

namespace balmer::physics::wbf {
namespace {

/// The differential cross-section over the unit cube.
class CrossSection {
public:
    explicit CrossSection(Settings const& settings)
        : CrossSection(settings, *make_parton_density(settings.pdf)) {}

    /// [pb] per unit of the cube.
    double operator()(std::span<double const> cube) const {
        auto const point = phase_space_(cube);
        if (!point) return 0.0;
        double const densities = up_(point->x_u) * down_(point->x_d);
        double const x_product = point->x_u * point->x_d;
        double const flux = 2 * x_product * s_gev2_;
        // Factor 2: the u quark comes from either beam.
        return 2 * densities / (x_product * flux) * point->volume *
               matrix_element(point->invariants)(theta_) * pb_gev2;
    }

    PhaseSpace const& phase_space() const { return phase_space_; }

private:
    CrossSection(Settings const& settings, PartonDensity const& density)
        : theta_(settings.theta),
          s_gev2_(settings.sqrt_s_gev * settings.sqrt_s_gev),
          phase_space_(settings.sqrt_s_gev, settings.cuts),
          up_(density, 2, settings.factorisation_scale_gev),
          down_(density, 1, settings.factorisation_scale_gev) {}

    double theta_;
    double s_gev2_;
    PhaseSpace phase_space_;
    FixedScaleDensity up_;
    FixedScaleDensity down_;
};

/// Rotates by pi about the y axis. A reflection would flip the sign of CP-odd angles.
FourVector rotated(FourVector const& p) { return {p.e, -p.px, p.py, -p.pz}; }

void exchange_beams(Event& event) {
    auto& [ku, kd, pd, pu, ph] = event.momenta;
    for (FourVector* const p : {&ku, &kd, &pd, &pu, &ph}) *p = rotated(*p);
    std::swap(event.x1, event.x2);
    event.y_h = -event.y_h;
}

/// Draws two numbers from `stream`: the azimuth and the assignment of the beams.
Event make_event(PhaseSpacePoint const& point, double sqrt_s_gev, double weight,
                 RandomStream& stream) {
    double const azimuth = stream.uniform(-std::numbers::pi, std::numbers::pi);
    Event event{.momenta = parton_momenta(point, sqrt_s_gev, azimuth),
                .jets = {},
                .x1 = point.x_u,
                .x2 = point.x_d,
                .y_h = point.y_h,
                .weight = weight,
                .matrix_element = matrix_element(point.invariants)};
    if (stream.bernoulli(0.5)) exchange_beams(event);
    event.jets = {event.momenta.pd, event.momenta.pu};
    return event;
}

SamplerSettings sampler_settings() {
    SamplerSettings settings;
    settings.dimension = PhaseSpace::dimension;
    return settings;
}

/// Makes the blocks of a sample.
class Blocks {
public:
    explicit Blocks(Settings const& settings)
        : settings_(settings),
          integrand_(settings),
          sampler_(std::cref(integrand_), sampler_settings(), settings.seed) {}
    // The sampler refers to the integrand.
    Blocks(Blocks const&) = delete;
    Blocks& operator=(Blocks const&) = delete;

    EventBlock<Event> operator()(std::uint32_t index) const {
        AcceptedPoints const accepted = sampler_.draw(index);
        EventBlock<Event> block{.events = {}, .tally = accepted.tally()};
        block.events.reserve(accepted.size());
        RandomStream stream(settings_.seed, index, 1, Purpose::generate_events);
        for (std::size_t i = 0; i < accepted.size(); ++i) {
            std::span<double const> const cube(&accepted.points[i * PhaseSpace::dimension],
                                               PhaseSpace::dimension);
            block.events.push_back(make_event(*integrand_.phase_space()(cube), settings_.sqrt_s_gev,
                                              accepted.weights[i], stream));
        }
        if (settings_.detector) measure(block, index);
        return block;
    }

    UnweightedSampler const& sampler() const { return sampler_; }

private:
    void measure(EventBlock<Event>& block, std::uint32_t index) const {
        pass_detector(
            block, *settings_.detector,
            RandomStream(settings_.seed, index, 0, Purpose::measure_events),
            [](Event & event) -> auto& { return event.jets; },
            [&](Event const& event) {
                return passes(settings_.cuts, event.jets[0], event.jets[1]);
            });
    }

    Settings settings_;
    CrossSection integrand_;
    UnweightedSampler sampler_;
};

}  // namespace

Sample generate(Settings const& settings, parallel::Communicator const& communicator,
                Progress const& progress) {
    return generate_scored<Blocks, Event>(settings, communicator, progress);
}

}  // namespace balmer::physics::wbf
