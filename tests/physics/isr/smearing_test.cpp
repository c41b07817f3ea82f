#include "balmer/physics/isr/sample.hpp"

#include "physics/check_values.hpp"
#include "physics/isr/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace balmer::physics::isr {
namespace {

using Kind = EnergyResolution::Kind;

/// Probability to be measured in `bin`, averaged over the Gaussian number g instead of over x: the
/// integral of the spectrum, in closed form, over those x that g standard deviations move into the
/// bin.
double mean_over_gaussian(Interval const& window, EnergyResolution const& resolution,
                          Interval const& bin) {
    auto const primitive = [&](double x) {
        x = std::clamp(x, window.low, window.high);
        return 2 * std::log(x) - 2 * x + x * x / 2;
    };
    double const norm = primitive(window.high) - primitive(window.low);
    constexpr int steps = 200'000;
    constexpr double g_max = 9, step = 2 * g_max / steps;
    double sum = 0;
    for (int n = 0; n < steps; ++n) {
        double const g = -g_max + (n + 0.5) * step;
        double const chance = std::exp(-g * g / 2) / std::sqrt(2 * std::numbers::pi) * step;
        sum +=
            chance / norm *
            (primitive(resolution.true_x(bin.high, g)) - primitive(resolution.true_x(bin.low, g)));
    }
    return sum;
}

TEST(EnergyResolution, TrueXIsWhereMeasuredXComesFrom) {
    for (EnergyResolution const resolution :
         {EnergyResolution{Kind::relative, 0.1}, EnergyResolution{Kind::absolute, 0.03},
          EnergyResolution{Kind::stochastic, 0.17}}) {
        for (double const deviations : {-4.0, 0.0, 2.5}) {
            double const x = resolution.true_x(0.4, deviations);
            EXPECT_NEAR(x + deviations * resolution.sigma_x(x), 0.4, 1e-14)
                << to_string(resolution.kind);
        }
    }
    EXPECT_TRUE(std::isinf(EnergyResolution{Kind::relative, 0.1}.true_x(0.4, -10)));
}

TEST(EnergyResolution, ThePublishedCalorimeterHas17PercentAt1GeV) {
    // 2.4 % at 50 GeV, which is x = 0.2 for beams of 250 GeV.
    EXPECT_NEAR(EnergyResolution({Kind::stochastic, 0.17}).sigma_x(0.2) / 0.2, 0.17 / std::sqrt(50),
                1e-15);
}

TEST(Smearing, ConvolutionIsTheMeanOverTheGaussian) {
    for (EnergyResolution const resolution :
         {EnergyResolution{Kind::relative, 0.01}, EnergyResolution{Kind::relative, 0.1},
          EnergyResolution{Kind::absolute, 0.05}}) {
        Interval const window{0.0955, 1.0045};
        Grid const grid{{{0.1, 1}, 100}, {{0.1, 1}, 1}};
        auto const probabilities = cell_probabilities(SplittingPhotons(window), grid, resolution);
        for (std::size_t const bin : {0UL, 1UL, 50UL, 99UL}) {
            EXPECT_LT(relative_difference(probabilities[bin],
                                          mean_over_gaussian(window, resolution, grid.x.bin(bin))),
                      1e-8)
                << to_string(resolution.kind) << ' ' << resolution.size << " bin " << bin;
        }
    }
}

TEST(Smearing, ASmallResolutionChangesLittle) {
    Grid const grid{{{0.1, 1}, 20}, {{0.1, 1}, 1}};
    SplittingPhotons const photons({0.05, 1.5});
    auto const exact = cell_probabilities(photons, grid, {});
    for (double const size : {1e-6, 1e-12, 1e-15}) {
        auto const smeared = cell_probabilities(photons, grid, {Kind::relative, size});
        for (std::size_t i = 0; i < exact.size(); ++i) {
            EXPECT_NEAR(smeared[i], exact[i], 1e-10) << i << " at " << size;
        }
    }
}

/// Expected mean squared error of a refit of the true form to events.
double refit_error(double size, Kind kind, Interval const& window) {
    Settings const settings{
        .method = Method::expected, .resolution = {kind, size}, .window = window};
    auto const sample = generate(settings);
    auto const over_sin2 = [](Cell const& cell) { return 1 / (cell.sin_theta * cell.sin_theta); };
    auto const fit = least_squares<Cell>(
        sample.cells, {over_sin2, [&](Cell const& cell) { return over_sin2(cell) / cell.x; },
                       [&](Cell const& cell) { return over_sin2(cell) * cell.x; }});
    return fit.mean_squared_error + mean_squared_error_floor(sample);
}

struct Row {
    Kind kind;
    Interval window;
    /// At resolutions 0.01, 0.03, 0.05, 0.1.
    std::array<double, 4> errors;
};

TEST(Smearing, RefitsHaveTheErrorsOfTheReference) {
    // From an independent implementation; none of these windows is in arXiv:2211.08420, whose Table
    // VII has 2.46e-4, 5.33e-4, 3.70e-3, 3.27e-2.
    Interval const as_default = default_window({Kind::relative, 0.05});
    for (Row const& row :
         {Row{Kind::relative, as_default, {3.09e-4, 1.13e-3, 3.79e-3, 3.20e-2}},
          Row{Kind::relative, {0.1, 1}, {2.59e-3, 1.91e-2, 4.69e-2, 1.04e-1}},
          Row{Kind::relative, {0.0955, 1.02}, {1.56e-4, 4.61e-4, 3.14e-3, 3.18e-2}},
          Row{Kind::absolute, {0.1, 1}, {1.3e-1, 2.8e-1, 3.1e-1, 2.1e-1}}}) {
        for (std::size_t i = 0; i < 4; ++i) {
            double const size = std::array{0.01, 0.03, 0.05, 0.1}[i];
            EXPECT_LT(relative_difference(refit_error(size, row.kind, row.window), row.errors[i]),
                      0.04)
                << to_string(row.kind) << ' ' << size << " from x = " << row.window.low << " to "
                << row.window.high << ": " << refit_error(size, row.kind, row.window);
        }
    }
}

}  // namespace
}  // namespace balmer::physics::isr
