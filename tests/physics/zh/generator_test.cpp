#include "balmer/base/random.hpp"
#include "balmer/physics/zh/sample.hpp"

#include "physics/chance.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::physics::zh {
namespace {

using ValueOf = std::function<double(Event const&)>;

double score_of(Sample const& sample, Event const& event) {
    return event.matrix_element.score(sample.settings.theta);
}

/// Expects that `ours` agrees with a published value within three combined standard errors.
void expect_compatible(Estimate const& ours, double published, double published_error) {
    EXPECT_NEAR(ours.value, published, 3 * std::hypot(ours.error, published_error))
        << "own error " << ours.error;
}

Settings settings_of(double theta, Flavours flavours, Amplitude amplitude, PtWindow const& window,
                     std::uint64_t seed) {
    return {.theta = theta,
            .event_count = 60000,
            .seed = seed,
            .flavours = flavours,
            .amplitude = amplitude,
            .pt_window = window};
}

TEST(ZhGenerator, HasTheRatesAndMeanScoresOfAnIndependentImplementation) {
    struct Case {
        double theta;
        Flavours flavours;
        Amplitude amplitude;
        double rate_pb, rate_error_pb;
        /// For 10 times the score: without a window, and within 20 GeV < pT < 1 TeV.
        double mean_all, mean_window;
    };
    std::vector<Case> const cases{
        {0, Flavours::u, Amplitude::z, 0.27658, 0.00013, 0.147, 0.154},
        {0, Flavours::ud, Amplitude::z_and_photon, 0.50692, 0.00025, 0.0402, 0.0428},
        {10, Flavours::u, Amplitude::z, 0.32648, 0.00020, 0.181, 0.182},
        {10, Flavours::u, Amplitude::z_and_photon, 0.31606, 0.00018, 0.225, 0.214},
        {10, Flavours::ud, Amplitude::z_and_photon, 0.56571, 0.00035, 0.1685, 0.1635},
    };
    std::uint64_t seed = 11;
    for (auto const& c : cases) {
        auto const all =
            generate(settings_of(c.theta, c.flavours, c.amplitude, no_pt_window, seed++)).summary;
        auto const window =
            generate(settings_of(c.theta, c.flavours, c.amplitude, {}, seed++)).summary;
        expect_compatible(all.cross_section_pb, c.rate_pb, c.rate_error_pb);
        EXPECT_LT(all.cross_section_pb.error, 0.002 * c.rate_pb);
        // The published means have three or four digits, from 5e5 events.
        double const rounding = c.mean_all > 0.1 ? 5e-4 : 5e-5;
        auto const expect_mean = [&](Estimate const& mean, double published) {
            EXPECT_NEAR(10 * mean.value, published, 3 * 10 * 1.1 * mean.error + rounding)
                << c.theta << ' ' << to_string(c.flavours);
        };
        expect_mean(all.score_mean, c.mean_all);
        expect_mean(window.score_mean, c.mean_window);
        EXPECT_NEAR(window.cross_section_pb.value / all.cross_section_pb.value, 0.93, 0.015);
        EXPECT_GT(all.efficiency, 0.5);
        EXPECT_LT(all.overweight_fraction, 1e-6);
    }
}

/// The quantile of `values` for this fraction.
double quantile(std::vector<double> values, double share) {
    auto const index = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size()));
    std::ranges::nth_element(values, values.begin() + index);
    return values[static_cast<std::size_t>(index)];
}

/// Whether `published` is a quantile of values, within 3 standard errors and 1 % for its rounding.
void expect_quantile(std::vector<double> const& values, double share, double published) {
    double const spread = 3 * std::sqrt(share * (1 - share) / static_cast<double>(values.size()));
    EXPECT_GT(published, 0.99 * quantile(values, std::max(0.0, share - spread))) << share;
    EXPECT_LT(published, 1.01 * quantile(values, std::min(1 - 1e-9, share + spread))) << share;
}

TEST(ZhGenerator, HasTheQuantilesOfAnIndependentImplementation) {
    auto const sample = generate(settings_of(0, Flavours::u, Amplitude::z, no_pt_window, 30));
    std::vector<double> scores, momenta;
    for (auto const& event : sample.events) {
        scores.push_back(10 * score_of(sample, event));
        momenta.push_back(observables_of(event.observed).pt_gev);
    }
    std::vector<double> const shares{0.01, 0.1, 0.5, 0.9, 0.99, 0.999};
    std::vector<double> const expected_scores{0.037, 0.040, 0.072, 0.282, 1.24, 3.91};
    std::vector<double> const expected_momenta{7.5, 24.5, 68.5, 162, 336, 593};
    for (std::size_t i = 0; i < shares.size(); ++i) {
        expect_quantile(scores, shares[i], expected_scores[i]);
        expect_quantile(momenta, shares[i], expected_momenta[i]);
    }
}

bool is_within(PtWindow const& window, double pt_gev) {
    return pt_gev >= window.min_gev && pt_gev <= window.max_gev;
}

/// A momentum as measured by a calorimeter: |p|, eta and phi are normal about the true values.
FourVector smeared(FourVector const& p, DetectorSettings const& detector, RandomStream& stream) {
    double const size = std::sqrt(p.px * p.px + p.py * p.py + p.pz * p.pz);
    double const found = size + std::sqrt(std::pow(detector.stochastic, 2) * size +
                                          std::pow(detector.constant * size, 2)) *
                                    stream.normal();
    double const rapidity = std::atanh(p.pz / size) + detector.eta * stream.normal();
    double const azimuth = std::atan2(p.py, p.px) + detector.phi * stream.normal();
    double const transverse = found / std::cosh(rapidity);
    double const squared_mass = p.e * p.e - size * size;
    return {std::sqrt(found * found + squared_mass), transverse * std::cos(azimuth),
            transverse * std::sin(azimuth), found * std::tanh(rapidity)};
}

/// Events as measured, within the window; those with a negative size are dropped.
std::vector<Event> smeared(std::vector<Event> const& events, Settings const& settings) {
    RandomStream stream(settings.seed, 1, 0, Purpose::test);
    std::vector<Event> seen;
    for (Event event : events) {
        auto const before = event.observed;
        event.observed = {smeared(before.z, *settings.detector, stream),
                          smeared(before.h, *settings.detector, stream)};
        auto const keeps_direction = [](FourVector const& a, FourVector const& b) {
            return a.px * b.px + a.py * b.py > 0;
        };
        if (keeps_direction(before.z, event.observed.z) &&
            keeps_direction(before.h, event.observed.h) &&
            is_within(settings.pt_window, pt(event.observed.z))) {
            seen.push_back(event);
        }
    }
    return seen;
}

/// Weighted events from a plain simulation: flat in ln x1, ln x2 and cos theta*, with densities
/// that are not tabulated, and the window by rejection.
std::vector<Event> weighted_events(Settings const& settings, std::size_t count) {
    auto const density = make_parton_density(settings.pdf);
    double const s_gev2 = settings.sqrt_s_gev * settings.sqrt_s_gev;
    double const threshold = std::pow(z_mass_gev + higgs_mass_gev, 2);
    double const log_range = -std::log(threshold / s_gev2);
    RandomStream stream(settings.seed, 0, 0, Purpose::test);
    std::vector<Event> events;
    for (std::size_t i = 0; i < count; ++i) {
        Event event{};
        event.x1 = std::exp(-log_range * stream.uniform());
        event.x2 = std::exp(-log_range * stream.uniform());
        event.cos_theta_star = stream.uniform(-1, 1);
        event.azimuth = stream.uniform(-std::numbers::pi, std::numbers::pi);
        bool const is_up = settings.flavours == Flavours::u || stream.bernoulli(0.5);
        double const s = event.x1 * event.x2 * s_gev2;
        if (s <= threshold) continue;
        event.observed = beam_frame_momenta(event.x1, event.x2, event.cos_theta_star, event.azimuth,
                                            settings.sqrt_s_gev);
        if (!is_within(settings.pt_window, pt(event.observed.z))) continue;
        event.quark = is_up ? Quark::up : Quark::down;
        event.matrix_element =
            matrix_element(event.quark, s, settings.amplitude).at(event.cos_theta_star);
        int const id = static_cast<int>(event.quark);
        double const q_gev = std::sqrt(s);
        double const pair = density->xf(id, event.x1, q_gev) * density->xf(-id, event.x2, q_gev) +
                            density->xf(-id, event.x1, q_gev) * density->xf(id, event.x2, q_gev);
        // 2 for each range of ln x, cos theta* and the choice of a flavour.
        double const volume =
            log_range * log_range * 2 * (settings.flavours == Flavours::ud ? 2 : 1);
        // 1 / (2 s) times two-body phase space p / (8 pi sqrt(s)) dcos.
        double const z_energy =
            (s + z_mass_gev * z_mass_gev - higgs_mass_gev * higgs_mass_gev) / (2 * q_gev);
        double const momentum_gev = std::sqrt(z_energy * z_energy - z_mass_gev * z_mass_gev);
        event.weight = pair * volume * event.matrix_element(settings.theta) * momentum_gev /
                       (16 * std::numbers::pi * s * q_gev) * pb_gev2;
        events.push_back(event);
    }
    return events;
}

struct Histogram {
    char const* name;
    double low, high;
    ValueOf value_of;
};

/// All features, the score and latent values; the first and last bin include all values beyond
/// them.
std::vector<Histogram> histograms(double theta) {
    auto const seen = [](Event const& e) { return observables_of(e.observed); };
    return {
        {"pT", 20, 400, [=](Event const& e) { return seen(e).pt_gev; }},
        {"x_eta", 0, 3, [=](Event const& e) { return std::abs(seen(e).eta_minus()); }},
        {"eta_Z", -5, 5, [=](Event const& e) { return seen(e).eta_z; }},
        {"eta_H", -5, 5, [=](Event const& e) { return seen(e).eta_h; }},
        {"eta_minus", -3, 3, [=](Event const& e) { return seen(e).eta_minus(); }},
        {"eta_plus", -8, 8, [=](Event const& e) { return seen(e).eta_plus(); }},
        {"m_ZH", 220, 900, [=](Event const& e) { return seen(e).m_zh_gev; }},
        {"ln x1", -8, 0, [](Event const& e) { return std::log(e.x1); }},
        {"ln x2", -8, 0, [](Event const& e) { return std::log(e.x2); }},
        {"cos theta*", -1, 1, [](Event const& e) { return e.cos_theta_star; }},
        {"phi", -3.15, 3.15, [](Event const& e) { return phi(e.observed.z); }},
        {"flavour", 0.5, 2.5, [](Event const& e) { return static_cast<double>(e.quark); }},
        {"score", 0, 0.1, [=](Event const& e) { return e.matrix_element.score(theta); }},
    };
}

constexpr std::size_t bin_count = 20;

/// Fraction of the weight in each bin, with its error.
std::vector<Estimate> shares(std::vector<Event> const& events, Histogram const& histogram,
                             ValueOf const& weight_of) {
    std::vector<double> sums(bin_count), squares(bin_count);
    double total = 0;
    for (auto const& event : events) {
        double const position = (histogram.value_of(event) - histogram.low) /
                                (histogram.high - histogram.low) * bin_count;
        auto const bin = static_cast<std::size_t>(std::clamp(position, 0.0, bin_count - 0.5));
        double const weight = weight_of(event);
        sums[bin] += weight;
        squares[bin] += weight * weight;
        total += weight;
    }
    std::vector<Estimate> result;
    for (std::size_t bin = 0; bin < bin_count; ++bin) {
        result.push_back({sums[bin] / total, std::sqrt(squares[bin]) / total});
    }
    return result;
}

/// The probability of so large a difference, by chi-square. Neighbouring bins are merged
/// until the errors of both samples are below a fifth: errors from few weights are unreliable.
double probability(std::vector<Estimate> const& a, std::vector<Estimate> const& b) {
    double chi2 = 0;
    int freedom = -1;
    Estimate left{}, right{};
    for (std::size_t bin = 0; bin < bin_count; ++bin) {
        left = {left.value + a[bin].value, std::hypot(left.error, a[bin].error)};
        right = {right.value + b[bin].value, std::hypot(right.error, b[bin].error)};
        if (!(left.value > 5 * left.error && right.value > 5 * right.error)) continue;
        chi2 += std::pow(left.value - right.value, 2) /
                (left.error * left.error + right.error * right.error);
        ++freedom;
        left = right = {};
    }
    return freedom < 1 ? 1 : chance_of(chi2, freedom);
}

double unit_weight(Event const& event) { return event.weight; }

TEST(ZhGenerator, HasTheDistributionsOfWeightedEvents) {
    struct Case {
        double theta;
        Flavours flavours;
        Amplitude amplitude;
        std::optional<DetectorSettings> detector = {};
    };
    std::uint64_t seed = 41;
    for (Case const& c :
         {Case{0, Flavours::ud, Amplitude::z}, Case{10, Flavours::ud, Amplitude::z_and_photon},
          Case{10, Flavours::u, Amplitude::eq21},
          Case{0, Flavours::u, Amplitude::z, energy_detector}}) {
        auto settings = settings_of(c.theta, c.flavours, c.amplitude, {}, seed++);
        settings.detector = c.detector;
        auto const sample = generate(settings);
        auto weighted = weighted_events(settings, 300000);
        WeightSum sum;
        for (auto const& event : weighted) sum.add(event.weight);
        sum.count = 300000;
        expect_compatible(sample.summary.cross_section_pb, sum.mean(), sum.mean_error());
        if (settings.detector) weighted = smeared(weighted, settings);
        for (auto const& histogram : histograms(settings.theta)) {
            EXPECT_GT(probability(shares(sample.events, histogram, unit_weight),
                                  shares(weighted, histogram, unit_weight)),
                      least_chance)
                << histogram.name << " at theta " << settings.theta << ", " << to_string(c.flavours)
                << ", " << to_string(c.amplitude) << (c.detector ? ", measured" : "");
        }
    }
}

TEST(ZhGenerator, ReweightedStandardModelEventsAreEventsOfTheModifiedTheory) {
    auto const standard = generate(settings_of(0, Flavours::ud, Amplitude::z_and_photon, {}, 50));
    auto const modified = generate(settings_of(10, Flavours::ud, Amplitude::z_and_photon, {}, 51));
    auto const ratio = [](Event const& e) {
        return e.weight * e.matrix_element(10) / e.matrix_element(0);
    };
    for (auto const& histogram : histograms(10)) {
        EXPECT_GT(probability(shares(standard.events, histogram, ratio),
                              shares(modified.events, histogram, unit_weight)),
                  least_chance)
            << histogram.name;
    }
    // In this direction the ratio is bounded, so that the error of its mean is reliable.
    WeightedMean back;
    for (auto const& event : modified.events) {
        back.add(event.matrix_element(0) / event.matrix_element(10), event.weight);
    }
    auto const& before = standard.summary.cross_section_pb;
    auto const& after = modified.summary.cross_section_pb;
    double const found = before.value / after.value;
    double const error = found * std::hypot(after.error / after.value, before.error / before.value);
    expect_compatible({found, error}, back.mean(), back.estimate().error);
}

TEST(ZhGenerator, BeamsAreAlike) {
    auto const sample = generate(settings_of(10, Flavours::u, Amplitude::z, {}, 60));
    auto mirrored = generate(settings_of(10, Flavours::u, Amplitude::z, {}, 61));
    for (auto& event : mirrored.events) {
        std::swap(event.x1, event.x2);
        event.cos_theta_star = -event.cos_theta_star;
        event.observed.z.pz = -event.observed.z.pz;
        event.observed.h.pz = -event.observed.h.pz;
    }
    for (auto const& histogram : histograms(10)) {
        EXPECT_GT(probability(shares(sample.events, histogram, unit_weight),
                              shares(mirrored.events, histogram, unit_weight)),
                  least_chance)
            << histogram.name;
    }
}

TEST(ZhGenerator, ScoresHaveTheirBound) {
    for (auto const amplitude : all_amplitudes) {
        auto settings = settings_of(10, Flavours::ud, amplitude, no_pt_window, 70);
        settings.event_count = 20000;
        auto const sample = generate(settings);
        double largest = 0;
        for (auto const& event : sample.events) {
            double const score = score_of(sample, event);
            ASSERT_LE(score, 2.0 / 10);
            ASSERT_GE(event.matrix_element.sm, 0);
            largest = std::max(largest, score);
        }
        EXPECT_GT(largest, 0.19);
    }
}

TEST(ZhGenerator, EveryEventLiesInTheWindow) {
    for (PtWindow const& window :
         {PtWindow{20, 1000}, PtWindow{0, 40}, PtWindow{300, 310}, PtWindow{3000, 1e9}}) {
        auto settings = settings_of(0, Flavours::ud, Amplitude::z, window, 80);
        settings.event_count = 3000;
        for (auto const& event : generate(settings).events) {
            double const pt_gev = pt(event.observed.z);
            ASSERT_GE(pt_gev, window.min_gev * (1 - 1e-12));
            ASSERT_LE(pt_gev, window.max_gev * (1 + 1e-12));
        }
    }
}

TEST(ZhGenerator, OtherDensitiesAreReweightedEvents) {
    auto settings = settings_of(0, Flavours::u, Amplitude::z, {}, 90);
    auto const sample = generate(settings);
    settings.pdf = "grv94l";
    settings.seed = 91;
    auto const other = generate(settings);
    auto const from = make_parton_density("cteq5l"), to = make_parton_density("grv94l");
    auto const pair = [](PartonDensity const& density, Event const& e) {
        double const q_gev =
            std::min(lhc_sqrt_s_gev * std::sqrt(e.x1 * e.x2), density.range().q_max_gev);
        return density.xf(2, e.x1, q_gev) * density.xf(-2, e.x2, q_gev) +
               density.xf(-2, e.x1, q_gev) * density.xf(2, e.x2, q_gev);
    };
    WeightedMean ratio;
    for (auto const& event : sample.events) {
        ratio.add(pair(*to, event) / pair(*from, event), event.weight);
    }
    auto const& before = sample.summary.cross_section_pb;
    auto const& after = other.summary.cross_section_pb;
    double const found = after.value / before.value;
    double const error = found * std::hypot(after.error / after.value, before.error / before.value);
    expect_compatible({found, error}, ratio.mean(), ratio.estimate().error);
    EXPECT_NEAR(found, 1.08, 0.01);
}

TEST(ZhGenerator, NoTwoBlocksShareRandomNumbers) {
    auto settings = settings_of(0, Flavours::ud, Amplitude::z, {}, 95);
    settings.event_count = 30000;
    settings.detector = DetectorSettings{};
    std::vector<double> azimuths;
    for (auto const& event : generate(settings).events) azimuths.push_back(event.azimuth);
    std::ranges::sort(azimuths);
    EXPECT_EQ(std::ranges::adjacent_find(azimuths), azimuths.end());
}

TEST(ZhGenerator, SettingsAndSeedFixEveryEvent) {
    Settings settings{.theta = 5, .event_count = 2000, .seed = 1};
    auto const one = generate(settings), again = generate(settings);
    settings.seed = 2;
    auto const other = generate(settings);
    ASSERT_EQ(one.events.size(), 2000u);
    std::size_t equal = 0;
    for (std::size_t i = 0; i < 2000; ++i) {
        EXPECT_EQ(one.events[i].observed, again.events[i].observed);
        equal += one.events[i].observed == other.events[i].observed;
    }
    EXPECT_EQ(equal, 0u);
}

}  // namespace
}  // namespace balmer::physics::zh
