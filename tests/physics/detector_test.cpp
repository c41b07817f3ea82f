#include "balmer/physics/detector.hpp"

#include "physics/chance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::physics {
namespace {

FourVector from_pt_eta_phi(double pt_gev, double eta_value, double phi_value, double mass_gev = 0) {
    double const pz = pt_gev * std::sinh(eta_value);
    return {std::sqrt(pt_gev * pt_gev + pz * pz + mass_gev * mass_gev),
            pt_gev * std::cos(phi_value), pt_gev * std::sin(phi_value), pz};
}

double size(FourVector const& p) { return std::hypot(p.px, p.py, p.pz); }

RandomStream stream_of(std::uint32_t index) { return {17, index, 0, Purpose::test}; }

/// Mean and standard deviation of `value_of` over `count` measurements of one momentum.
template <class ValueOf>
Estimate spread(FourVector const& momentum, DetectorSettings const& settings,
                ValueOf const& value_of, int count = 20000) {
    auto stream = stream_of(1);
    WeightedMean mean;
    for (int i = 0; i < count; ++i) mean.add(value_of(*measured(momentum, settings, stream)), 1);
    return {mean.mean(), std::sqrt(mean.variance())};
}

/// Expects a mean and a width, each within four standard errors of 20000 normal numbers.
void expect_normal(Estimate const& found, double mean, double width) {
    EXPECT_NEAR(found.value, mean, 4 * width / std::sqrt(20000));
    EXPECT_NEAR(found.error, width, 4 * width / std::sqrt(40000));
}

TEST(Detector, SpreadsTransverseMomentaByTheResolution) {
    DetectorSettings const usual;
    for (double const pt_gev : {20.0, 100.0, 1000.0}) {
        double const width = std::sqrt(1.0 * 1.0 * pt_gev + 0.1 * 0.1 * pt_gev * pt_gev);
        EXPECT_DOUBLE_EQ(resolution_gev(usual, pt_gev), width);
        for (double const eta_value : {-4.5, 0.3}) {
            auto const p = from_pt_eta_phi(pt_gev, eta_value, 2);
            expect_normal(spread(p, usual, pt), pt_gev, width);
        }
    }
}

TEST(Detector, SpreadsDirectionsWhateverTheMomentum) {
    DetectorSettings settings;
    settings.eta = 0.03;
    settings.phi = 0.07;
    for (double const pt_gev : {30.0, 500.0}) {
        auto const p = from_pt_eta_phi(pt_gev, -3, 3.13);
        expect_normal(spread(p, settings, eta), -3, 0.03);
        expect_normal(
            spread(p, settings, [](FourVector const& q) { return wrapped_angle(phi(q) - 3.13); }),
            0, 0.07);
    }
}

TEST(Detector, SpreadsEnergiesWhereItsResolutionIsOfEnergy) {
    auto const p = from_pt_eta_phi(50, 2.5, 1);
    double const e = p.e, width = std::sqrt(0.8 * 0.8 * e + 0.05 * 0.05 * e * e);
    expect_normal(spread(p, energy_detector, size), e, width);
    auto settings = energy_detector;
    settings.eta = settings.phi = 0;
    // The direction is exact, so that pT is proportional to the energy.
    expect_normal(spread(p, settings, pt), 50, width * 50 / e);
    expect_normal(spread(p, settings, [](FourVector const& q) { return q.e; }), e, width);
}

double normal_below(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

// Independent computation: the spectrum folded with the error function, bin by bin.
TEST(Detector, FoldsASpectrumWithTheNormalDistribution) {
    DetectorSettings settings;
    settings.stochastic = 2;
    std::vector<double> spectrum_gev;
    for (int i = 0; i < 300; ++i) spectrum_gev.push_back(15 - 40 * std::log((i + 0.5) / 300));
    int const bin_count = 40, trial_count = 200000;
    double const bin_width_gev = 5;
    // Two more bins: not seen, and above the last one.
    std::vector<double> expected(bin_count + 2), counts(expected);
    for (double const v : spectrum_gev) {
        double const sigma = std::sqrt(2.0 * 2.0 * v + 0.1 * 0.1 * v * v);
        double below = 0;
        for (std::size_t bin = 0; bin <= bin_count; ++bin) {
            double const next =
                normal_below((static_cast<double>(bin) * bin_width_gev - v) / sigma);
            expected[bin] += (next - below) * trial_count / 300;
            below = next;
        }
        expected.back() += (1 - below) * trial_count / 300;
    }
    auto stream = stream_of(2);
    for (int trial = 0; trial < trial_count; ++trial) {
        auto const p = from_pt_eta_phi(spectrum_gev[stream.below(300)], 1, 0);
        auto const found = measured(p, settings, stream);
        auto const bin = found ? static_cast<int>(pt(*found) / bin_width_gev) + 1 : 0;
        counts[static_cast<std::size_t>(std::min(bin, bin_count + 1))] += 1;
    }
    double chi_square = 0;
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
        ASSERT_GT(expected[bin], 5) << bin;
        chi_square += std::pow(counts[bin] - expected[bin], 2) / expected[bin];
    }
    EXPECT_GT(chance_of(chi_square, bin_count + 1), least_chance) << chi_square;
}

TEST(Detector, WithoutResolutionNothingChanges) {
    auto stream = stream_of(3);
    for (auto const variable : all_resolution_variables) {
        DetectorSettings const perfect{variable, 0, 0, 0, 0};
        for (int i = 0; i < 1000; ++i) {
            auto const p =
                from_pt_eta_phi(stream.uniform(1, 900), stream.uniform(-5, 5),
                                stream.uniform(-3, 3), i % 2 == 0 ? 0 : stream.uniform(1, 200));
            auto const found = measured(p, perfect, stream);
            ASSERT_TRUE(found);
            double const tolerance = 1e-13 * p.e;
            EXPECT_NEAR(found->e, p.e, tolerance);
            EXPECT_NEAR(found->px, p.px, tolerance);
            EXPECT_NEAR(found->py, p.py, tolerance);
            EXPECT_NEAR(found->pz, p.pz, tolerance);
        }
    }
}

TEST(Detector, KeepsTheMass) {
    auto stream = stream_of(4);
    for (auto const& settings : {DetectorSettings{}, energy_detector}) {
        auto const p = from_pt_eta_phi(60, 1.5, 1, 91.2);
        for (int i = 0; i < 100; ++i) {
            auto const found = measured(p, settings, stream);
            ASSERT_TRUE(found);
            EXPECT_NEAR(mass2(*found), 91.2 * 91.2, 1e-12 * found->e * found->e);
            EXPECT_NE(pt(*found), 60);
        }
    }
}

TEST(Detector, DoesNotSeeWhatComesOutNegativeOrAlongTheBeam) {
    DetectorSettings settings;
    settings.stochastic = 10;
    settings.constant = 0;
    auto const p = from_pt_eta_phi(25, 0, 0);
    auto stream = stream_of(5);
    int const trial_count = 20000;
    int lost_count = 0;
    for (int i = 0; i < trial_count; ++i) lost_count += !measured(p, settings, stream);
    // 25 GeV is half a width of 50 GeV.
    double const share = normal_below(-0.5);
    EXPECT_NEAR(lost_count, share * trial_count, 4 * std::sqrt(share * (1 - share) * trial_count));

    for (auto const& detector : {DetectorSettings{}, energy_detector}) {
        EXPECT_FALSE(measured({100, 0, 0, 100}, detector, stream));
        EXPECT_FALSE(measured({100, 0, 0, -100}, detector, stream));
        EXPECT_FALSE(measured({5, 0, 0, 0}, detector, stream));
    }
}

TEST(Detector, DoesNotSeeWhatIsNotFinite) {
    auto stream = stream_of(10);
    DetectorSettings settings;
    settings.eta = 1e9;
    for (int i = 0; i < 100; ++i) {
        EXPECT_FALSE(measured(from_pt_eta_phi(25, 0, 0), settings, stream));
    }
}

struct Pair {
    int number;
    std::array<FourVector, 2> momenta;
};

EventBlock<Pair> pairs() {
    EventBlock<Pair> block;
    for (int i = 0; i < 2000; ++i) {
        block.events.push_back({i, {from_pt_eta_phi(22, 1, 0), from_pt_eta_phi(40, -1, 3)}});
    }
    block.tally.accepted_count = block.events.size();
    block.tally.lost_count = 3;
    return block;
}

EventBlock<Pair> measured_pairs(DetectorSettings const& settings, std::uint32_t stream_index) {
    auto block = pairs();
    pass_detector(
        block, settings, stream_of(stream_index), [](Pair & pair) -> auto& { return pair.momenta; },
        [](Pair const& pair) { return pt(pair.momenta[0]) > 20 && pt(pair.momenta[1]) > 20; });
    return block;
}

TEST(DetectorStage, DropsAndCountsWhatFailsAndKeepsTheOrder) {
    auto const block = measured_pairs({}, 6);
    EXPECT_GT(block.events.size(), 500U);
    EXPECT_LT(block.events.size(), 1900U);
    EXPECT_EQ(block.tally.lost_count, 3 + 2000 - block.events.size());
    EXPECT_EQ(block.tally.accepted_count, 2000U);
    int last = -1;
    for (auto const& pair : block.events) {
        EXPECT_GT(pair.number, last);
        last = pair.number;
        EXPECT_GT(pt(pair.momenta[0]), 20);
        EXPECT_GT(pt(pair.momenta[1]), 20);
    }
    // Both momenta of an event in turn, from one stream; dropped events draw their numbers as well.
    auto stream = stream_of(6);
    std::size_t next = 0;
    for (auto const& pair : pairs().events) {
        auto const first = measured(pair.momenta[0], {}, stream);
        auto const second = measured(pair.momenta[1], {}, stream);
        if (next < block.events.size() && block.events[next].number == pair.number) {
            EXPECT_EQ(block.events[next].momenta[0], *first);
            EXPECT_EQ(block.events[next].momenta[1], *second);
            ++next;
        }
    }
    EXPECT_EQ(next, block.events.size());
}

TEST(DetectorStage, TheStreamAloneDecides) {
    auto const left = measured_pairs({}, 7), right = measured_pairs({}, 7),
               other = measured_pairs({}, 8);
    ASSERT_EQ(left.events.size(), right.events.size());
    for (std::size_t i = 0; i < left.events.size(); ++i) {
        EXPECT_EQ(left.events[i].momenta, right.events[i].momenta);
    }
    EXPECT_NE(left.events[0].momenta, other.events[0].momenta);
}

TEST(DetectorStage, WhatIsNotSeenIsLostWhateverTheCuts) {
    auto block = pairs();
    DetectorSettings settings;
    settings.stochastic = 100;
    pass_detector(
        block, settings, stream_of(9), [](Pair & pair) -> auto& { return pair.momenta; },
        [](Pair const&) { return true; });
    EXPECT_LT(block.events.size(), 800U);
    EXPECT_EQ(block.tally.lost_count, 3 + 2000 - block.events.size());
    for (auto const& pair : block.events) EXPECT_GT(pt(pair.momenta[0]), 0);
}

TEST(DetectorSettings, EachImpossibleResolutionIsAProblem) {
    double const nan = std::nan(""), infinity = INFINITY;
    ProblemList problems;
    check({ResolutionVariable::energy, -1, nan, infinity, -0.1}, problems);
    ASSERT_EQ(problems.problems().size(), 4U);
    EXPECT_NE(problems.problems()[0].find("stochastic term is -1"), std::string::npos);
    ProblemList large;
    check({ResolutionVariable::energy, 1001, 11, 1e9, 10.5}, large);
    EXPECT_EQ(large.problems().size(), 4U);
    ProblemList none;
    check({ResolutionVariable::energy, 1000, 10, 10, 10}, none);
    check({ResolutionVariable::energy, 0, 0, 0, 0}, none);
    check({}, none);
    EXPECT_TRUE(none.empty());
}

TEST(ResolutionVariable, NamesGoThereAndBack) {
    for (auto const variable : all_resolution_variables) {
        EXPECT_EQ(resolution_variable(to_string(variable)), variable);
    }
    EXPECT_FALSE(resolution_variable("mass"));
}

}  // namespace
}  // namespace balmer::physics
