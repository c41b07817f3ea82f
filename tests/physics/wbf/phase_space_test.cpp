#include "physics/wbf/phase_space.hpp"

#include "balmer/base/random.hpp"

#include "physics/unweighted_sampler.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace balmer::physics::wbf {
namespace {

std::array<double, PhaseSpace::dimension> random_cube(RandomStream& stream) {
    std::array<double, PhaseSpace::dimension> cube;
    for (double& coordinate : cube) coordinate = stream.uniform();
    return cube;
}

/// Volume of the phase space of two massless particles and one of mass m at invariant mass^2 s,
/// with (2 pi)^4 delta^4 and d^3p / ((2 pi)^3 2 E): s / (256 pi^3) (1 - r^2 + 2 r ln r), r = m^2/s.
double three_body_volume(double s_gev2) {
    double const r = higgs_mass_gev * higgs_mass_gev / s_gev2;
    return r >= 1
               ? 0.0
               : s_gev2 / (256 * std::pow(std::numbers::pi, 3)) * (1 - r * r + 2 * r * std::log(r));
}

/// Falls like parton densities, so that integrals over x converge.
double test_density(double x1, double x2) {
    return std::pow((1 - x1) * (1 - x2), 3) / std::pow(x1 * x2, 2);
}

/// The same integral from two two-body decays in a row: s -> H + (jj), (jj) -> j j.
double three_body_volume_by_decays(double s_gev2) {
    int const steps = 200000;
    double const mh2 = higgs_mass_gev * higgs_mass_gev;
    double const range = std::pow(std::sqrt(s_gev2) - higgs_mass_gev, 2);
    double sum = 0;
    for (int i = 0; i < steps; ++i) {
        double const mjj2 = (i + 0.5) / steps * range;
        double const lambda = std::pow(s_gev2 - mjj2 - mh2, 2) - 4 * mjj2 * mh2;
        double const h_jj = std::sqrt(std::max(0.0, lambda)) / (8 * std::numbers::pi * s_gev2);
        sum += h_jj / (8 * std::numbers::pi) / (2 * std::numbers::pi);
    }
    return sum * range / steps;
}

TEST(ThreeBodyVolume, TwoWaysAgree) {
    for (double const sqrt_s : {130.0, 200.0, 1000.0}) {
        double const s = sqrt_s * sqrt_s;
        EXPECT_NEAR(three_body_volume_by_decays(s) / three_body_volume(s), 1, 1e-6);
    }
}

TEST(WbfPhaseSpace, FillsTheAnalyticVolume) {
    // Cuts so loose that they remove less than the statistical error.
    double const sqrt_s = 1000;
    PhaseSpace const phase_space(sqrt_s,
                                 {.jet_pt_min_gev = 1, .jet_eta_max = 30, .jet_separation_min = 0});
    SamplerSettings settings;
    settings.dimension = PhaseSpace::dimension;
    settings.points_per_adaptation = 60000;
    settings.limit_point_count = 1200000;
    UnweightedSampler const sampler(
        [&](std::span<double const> cube) {
            auto const point = phase_space(cube);
            return point ? point->volume * test_density(point->x_u, point->x_d) : 0.0;
        },
        settings, 5);

    double expected = 0;
    int const steps = 1500;
    double const log_tau_min = 2 * std::log(higgs_mass_gev / sqrt_s);
    double const cell = std::pow(-log_tau_min / steps, 2);
    for (int i = 0; i < steps; ++i) {
        for (int j = 0; j < steps; ++j) {
            double const x1 = std::exp((i + 0.5) / steps * log_tau_min);
            double const x2 = std::exp((j + 0.5) / steps * log_tau_min);
            expected += test_density(x1, x2) * x1 * x2 *
                        three_body_volume(x1 * x2 * sqrt_s * sqrt_s) * cell;
        }
    }
    auto const& ours = sampler.limit_sum();
    RecordProperty("ratio", std::to_string(ours.mean() / expected));
    RecordProperty("error", std::to_string(ours.mean_error() / expected));
    EXPECT_LT(ours.mean_error(), 0.002 * expected);
    // A pT cut of 1 GeV removes about (1 / 100)^2 of the volume.
    EXPECT_NEAR(ours.mean() / expected, 1, 4 * ours.mean_error() / expected + 1e-3);
}

TEST(WbfPhaseSpace, MomentaAreConservedOnShellAndWithinCuts) {
    double const sqrt_s = lhc_sqrt_s_gev;
    Cuts const cuts;
    PhaseSpace const phase_space(sqrt_s, cuts);
    RandomStream stream(6, 0, 0, Purpose::test);
    int found = 0;
    for (int i = 0; i < 20000; ++i) {
        auto const point = phase_space(random_cube(stream));
        if (!point) continue;
        ++found;
        auto const momenta = parton_momenta(*point, sqrt_s, stream.uniform(-3, 3));
        auto const& [ku, kd, pd, pu, ph] = momenta;
        auto const missing = ku + kd - pd - pu - ph;
        double const energy = ku.e + kd.e, tolerance = 1e-12 * energy;
        EXPECT_NEAR(missing.e, 0, tolerance);
        EXPECT_NEAR(missing.px, 0, tolerance);
        EXPECT_NEAR(missing.py, 0, tolerance);
        EXPECT_NEAR(missing.pz, 0, tolerance);
        EXPECT_NEAR(mass2(ph), higgs_mass_gev * higgs_mass_gev, 1e-13 * energy * energy);
        EXPECT_NEAR(mass2(pd), 0, 1e-13 * energy * energy);
        EXPECT_NEAR(mass2(pu), 0, 1e-13 * energy * energy);
        EXPECT_GT(pt(pd), cuts.jet_pt_min_gev * (1 - 1e-12));
        EXPECT_GT(pt(pu), cuts.jet_pt_min_gev * (1 - 1e-12));
        EXPECT_LT(std::abs(eta(pd)), cuts.jet_eta_max + 1e-12);
        EXPECT_LT(std::abs(eta(pu)), cuts.jet_eta_max + 1e-12);
        EXPECT_GT(std::abs(eta(pd) - eta(pu)), cuts.jet_separation_min - 1e-12);
        EXPECT_LT(point->x_u, 1);
        EXPECT_LT(point->x_d, 1);
    }
    EXPECT_GT(found, 1000);
}

TEST(WbfPhaseSpace, InvariantsAreThoseOfTheMomenta) {
    PhaseSpace const phase_space(lhc_sqrt_s_gev, {});
    RandomStream stream(7, 0, 0, Purpose::test);
    for (int i = 0; i < 2000; ++i) {
        auto const point = phase_space(random_cube(stream));
        if (!point) continue;
        auto const expected = invariants_of(parton_momenta(*point, lhc_sqrt_s_gev, 0.4));
        EXPECT_NEAR(point->invariants.kk / expected.kk, 1, 1e-11);
        EXPECT_NEAR(point->invariants.pp / expected.pp, 1, 1e-11);
        EXPECT_NEAR(point->invariants.t1 / expected.t1, 1, 1e-11);
        EXPECT_NEAR(point->invariants.t2 / expected.t2, 1, 1e-11);
        EXPECT_NEAR(point->invariants.levi_civita, expected.levi_civita,
                    1e-11 * expected.kk * point->pt_d_gev * point->pt_u_gev);
    }
}

}  // namespace
}  // namespace balmer::physics::wbf
