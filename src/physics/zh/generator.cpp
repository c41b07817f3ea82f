#include "balmer/base/random.hpp"
#include "balmer/physics/event_block.hpp"
#include "balmer/physics/zh/sample.hpp"

#include "physics/generate_scored.hpp"
#include "physics/unweighted_sampler.hpp"
#include "physics/zh/light_quark_densities.hpp"
#include "physics/zh/phase_space.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <span>
#include <utility>

namespace balmer::physics::zh {
namespace {

struct QuarkRate {
    Quark quark;
    /// [pb], integrated over theta*.
    double rate_pb;
    Polarisations polarisations;
};

/// u, d. Quarks that are not generated have rate 0.
using QuarkRates = std::array<QuarkRate, 2>;

/// The differential cross-section over the unit square, integrated over theta*.
class CrossSection {
public:
    explicit CrossSection(Settings const& settings)
        : theta_(settings.theta),
          amplitude_(settings.amplitude),
          flavours_(settings.flavours),
          phase_space_(settings.sqrt_s_gev, settings.pt_window),
          densities_(*make_parton_density(settings.pdf), density_range(settings, phase_space_)) {}

    /// [pb] per unit of the square.
    double operator()(std::span<double const> cube) const {
        auto const point = phase_space_(cube);
        if (!point) return 0.0;
        auto const [up, down] = rates(*point);
        return up.rate_pb + down.rate_pb;
    }

    QuarkRates rates(PhaseSpacePoint const& point) const {
        auto const scale = densities_.scale(std::sqrt(point.s_gev2));
        LogDensities const first = densities_(point.x1, scale);
        LogDensities const second = densities_(point.x2, scale);
        QuarkRates rates{};
        rates[0] = rate(point, Quark::up, first, second);
        if (flavours_ == Flavours::ud) rates[1] = rate(point, Quark::down, first, second);
        return rates;
    }

    PhaseSpace const& phase_space() const { return phase_space_; }

private:
    static LightQuarkDensities::Range density_range(Settings const& settings,
                                                    PhaseSpace const& phase_space) {
        double const s_min_gev2 = phase_space.s_min_gev2();
        return {.x_min = s_min_gev2 / (settings.sqrt_s_gev * settings.sqrt_s_gev),
                .q_min_gev = std::sqrt(s_min_gev2),
                .q_max_gev = settings.sqrt_s_gev};
    }

    QuarkRate rate(PhaseSpacePoint const& point, Quark quark, LogDensities const& first,
                   LogDensities const& second) const {
        auto const [q, qbar] =
            quark == Quark::up ? std::pair{quark_u, antiquark_u} : std::pair{quark_d, antiquark_d};
        // The quark comes from either beam; |M|^2 is even in cos theta*.
        double const densities =
            std::exp(first[q] + second[qbar]) + std::exp(first[qbar] + second[q]);
        double const two_body = 2 * rest_frame_momentum_gev(point.s_gev2) /
                                (32 * std::numbers::pi * point.s_gev2 * std::sqrt(point.s_gev2));
        auto const polarisations = matrix_element(quark, point.s_gev2, amplitude_);
        double const squared = polarisations.transverse(theta_) * point.transverse_integral() +
                               polarisations.longitudinal(theta_) * point.longitudinal_integral();
        return {quark, densities * point.volume * two_body * squared * pb_gev2, polarisations};
    }

    double theta_;
    Amplitude amplitude_;
    Flavours flavours_;
    PhaseSpace phase_space_;
    LightQuarkDensities densities_;
};

SamplerSettings sampler_settings() {
    // Two smooth dimensions: a small grid is enough, and hardly any weight exceeds the limit.
    return {.dimension = PhaseSpace::dimension,
            .bin_count = 50,
            .adaptation_count = 5,
            .points_per_adaptation = 10000,
            .limit_point_count = 100000,
            .overweight_fraction = 0};
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
        constexpr std::size_t dimension = PhaseSpace::dimension;
        AcceptedPoints const accepted = sampler_.draw(index);
        EventBlock<Event> block{.events = {}, .tally = accepted.tally()};
        block.events.reserve(accepted.size());
        RandomStream stream(settings_.seed, index, 1, Purpose::generate_events);
        for (std::size_t i = 0; i < accepted.size(); ++i) {
            auto const point =
                *integrand_.phase_space()({&accepted.points[i * dimension], dimension});
            block.events.push_back(make_event(point, accepted.weights[i], stream));
        }
        if (settings_.detector) measure(block, index);
        return block;
    }

    UnweightedSampler const& sampler() const { return sampler_; }

private:
    /// Draws the quark by its share of the rate, and cos theta* by |M|^2 within the window.
    Event make_event(PhaseSpacePoint const& point, double weight, RandomStream& stream) const {
        auto const [up, down] = integrand_.rates(point);
        bool const is_up = settings_.flavours == Flavours::u ||
                           stream.bernoulli(up.rate_pb / (up.rate_pb + down.rate_pb));
        QuarkRate const& chosen = is_up ? up : down;
        double const cosine = draw_cosine(point, chosen.polarisations, stream);
        Event event{.observed = {},
                    .x1 = point.x1,
                    .x2 = point.x2,
                    .cos_theta_star = cosine,
                    .azimuth = stream.uniform(-std::numbers::pi, std::numbers::pi),
                    .weight = weight,
                    .matrix_element = chosen.polarisations.at(cosine),
                    .quark = chosen.quark};
        event.observed =
            beam_frame_momenta(event.x1, event.x2, cosine, event.azimuth, settings_.sqrt_s_gev);
        return event;
    }

    double draw_cosine(PhaseSpacePoint const& point, Polarisations const& polarisations,
                       RandomStream& stream) const {
        double const transverse = polarisations.transverse(settings_.theta);
        double const longitudinal = polarisations.longitudinal(settings_.theta);
        auto const density = [&](double c2) {
            return transverse * (1 + c2) + longitudinal * (1 - c2);
        };
        // Linear in c^2, so largest at one of the ends.
        double const largest = std::max(density(point.cosine_min * point.cosine_min),
                                        density(point.cosine_max * point.cosine_max));
        for (;;) {
            double const signed_share = stream.uniform(-1, 1);
            double const size =
                std::lerp(point.cosine_min, point.cosine_max, std::abs(signed_share));
            if (stream.uniform() * largest < density(size * size)) {
                return std::copysign(size, signed_share);
            }
        }
    }

    void measure(EventBlock<Event>& block, std::uint32_t index) const {
        pass_detector(
            block, *settings_.detector,
            RandomStream(settings_.seed, index, 0, Purpose::measure_events),
            [](Event& event) {
                return std::array{std::ref(event.observed.z), std::ref(event.observed.h)};
            },
            [&](Event const& event) {
                double const pt_gev = pt(event.observed.z);
                return pt_gev >= settings_.pt_window.min_gev &&
                       pt_gev <= settings_.pt_window.max_gev;
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

}  // namespace balmer::physics::zh
