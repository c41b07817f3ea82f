#include "balmer/physics/isr/sample.hpp"

#include "physics/check_values.hpp"
#include "physics/isr/least_squares.hpp"

#include <cmath>
#include <numeric>
#include <sstream>

#include <gtest/gtest.h>

namespace balmer::physics::isr {
namespace {

std::vector<double> probabilities_of(Settings const& settings) {
    return cell_probabilities(photon_source(settings), grid_of(settings), settings.resolution);
}

double sum_of(std::vector<double> const& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// The sample whose densities are the exact means over the bins.
Sample expected_sample(Settings settings) {
    settings.method = Method::expected;
    return generate(settings);
}

using Terms = std::vector<std::function<double(Cell const&)>>;

double over_sin2(Cell const& cell) { return 1 / (cell.sin_theta * cell.sin_theta); }

TEST(CellProbabilities, QuadratureGivesTheClosedForm) {
    auto const checks = check_values("isr");
    auto const probabilities = probabilities_of({});
    for (auto const& [cell, value] : checks["bin_prob"].items()) {
        std::istringstream words(cell);
        std::size_t i = 0, j = 0;
        char comma = 0;
        words >> i >> comma >> j;
        EXPECT_LT(relative_difference(probabilities[i * 100 + j], value), 1e-11) << cell;
    }
    EXPECT_NEAR(sum_of(probabilities), 1, 1e-12);
}

TEST(CellProbabilities, NeutralinosFillTheWholeGridAndNoMore) {
    Settings settings{.kind = SampleKind::neutralino, .bin_counts = {100, 1}};
    EXPECT_NEAR(sum_of(probabilities_of(settings)), 1, 1e-12);
    settings.bin_counts = {7, 13};
    EXPECT_NEAR(sum_of(probabilities_of(settings)), 1, 1e-12);
}

TEST(CellProbabilities, AnglesAddUpToTheSpectrum) {
    for (double const size : {0.0, 0.17}) {
        Settings settings{.kind = SampleKind::neutralino,
                          .bin_counts = {20, 1},
                          .resolution = {EnergyResolution::Kind::stochastic, size}};
        auto const whole = probabilities_of(settings);
        settings.bin_counts.sin_theta = 9;
        auto const parts = probabilities_of(settings);
        for (std::size_t i = 0; i < whole.size(); ++i) {
            auto const begin = parts.begin() + static_cast<std::ptrdiff_t>(9 * i);
            EXPECT_NEAR(std::accumulate(begin, begin + 9, 0.0), whole[i], 1e-12 * whole[0])
                << i << " at " << size;
        }
    }
}

TEST(CellProbabilities, RefitsOfTheSplittingFunctionAreTheReference) {
    auto const sample = expected_sample({});
    auto const full = least_squares<Cell>(
        sample.cells, Terms{over_sin2, [](auto const& cell) { return over_sin2(cell) / cell.x; },
                            [](auto const& cell) { return over_sin2(cell) * cell.x; }});
    auto const reference = check_values("isr")["fit13_exact_bin_averages"];
    for (int i = 0; i < 3; ++i) {
        EXPECT_LT(relative_difference(full.coefficients(i), reference[static_cast<std::size_t>(i)]),
                  1e-11)
            << i;
    }
    // Complexity 9 of Table V, refitted to one sample of 1e8 events by the reference: fluctuations
    // of the counts change it by 1e-4.
    auto const two_terms = least_squares<Cell>(
        sample.cells, Terms{over_sin2, [](auto const& cell) { return over_sin2(cell) / cell.x; }});
    EXPECT_NEAR(two_terms.coefficients(0), -0.0387, 0.0002);
    EXPECT_NEAR(two_terms.coefficients(1), 0.0635, 0.0001);
    EXPECT_NEAR(two_terms.mean_squared_error + mean_squared_error_floor(sample), 8.32e-3, 0.2e-3);
}

TEST(CellProbabilities, NeutralinoBinsHoldTheMeanOfTheirDensity) {
    auto const sample = expected_sample({.kind = SampleKind::neutralino, .bin_counts = {100, 1}});
    NeutralinoPhotons const photons;
    ASSERT_EQ(sample.cells.size(), 100U);
    for (std::size_t i = 0; i < 100; ++i) {
        auto const bin = sample.grid.x.bin(i);
        // By the midpoint rule, which is less accurate at the root of the first edge.
        double sum = 0;
        for (int n = 0; n < 2000; ++n) {
            sum += photons.density(bin.low + bin.width() * (n + 0.5) / 2000) / 2000;
        }
        EXPECT_NEAR(sample.cells[i].density, sum, 1e-4) << i;
    }
}

}  // namespace
}  // namespace balmer::physics::isr
