#include "balmer/physics/isr/photons.hpp"

#include "physics/check_values.hpp"
#include "physics/isr/least_squares.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::physics::isr {
namespace {

TEST(SplittingPhotons, TheDensityIsThePublishedOne) {
    SplittingPhotons const photons({0.1, 1});
    auto const checks = check_values("isr");
    for (auto const& point : checks["f_true"]) {
        double const x = point["x"], sin_theta = point["sin"];
        EXPECT_LT(relative_difference(photons.density(x, sin_theta), point["f"]), 1e-11) << x;
        EXPECT_LT(relative_difference(splitting_function(x, sin_theta), point["warmup"]), 1e-11)
            << x;
    }
    // The prefactor C of C (2 / x - 2 + x) / sin^2(theta), which is C at x = sin(theta) = 1.
    EXPECT_LT(relative_difference(photons.density(1, 1), checks["C"]), 1e-11);
    double const over_angles = photons.density(0.4, Interval{0.1, 1});
    EXPECT_LT(relative_difference(over_angles / photons.density(0.4, 1), checks["NORM_S"]), 1e-11);
    EXPECT_LT(relative_difference(1 / photons.density(1, Interval{0.1, 1}), checks["NORM_X"]),
              1e-11);
    double const norm = double{checks["NORM_X"]} * double{checks["NORM_S"]};
    EXPECT_LT(relative_difference(splitting_function(0.3, 0.2) / photons.density(0.3, 0.2), norm),
              1e-11);
}

TEST(SplittingPhotons, ThereAreNoneOutsideOfTheWindow) {
    SplittingPhotons const photons({0.2, 0.9});
    EXPECT_EQ(photons.density(0.19, 0.5), 0);
    EXPECT_EQ(photons.density(0.91, Interval{0.1, 1}), 0);
    EXPECT_EQ(photons.density(0.5, 0.09), 0);
    RandomStream stream(1, 0, 0, Purpose::test);
    for (int n = 0; n < 10000; ++n) {
        auto const photon = photons.draw(stream);
        ASSERT_GT(photons.density(photon.x, photon.sin_theta), 0);
    }
}

TEST(SplittingPhotons, AnglesShareOutTheDensity) {
    SplittingPhotons const photons({0.1, 1});
    // By the midpoint rule over the bin.
    Interval const bin{0.3, 0.35};
    double sum = 0;
    for (int n = 0; n < 1000; ++n) {
        sum += photons.density(0.4, bin.low + bin.width() * (n + 0.5) / 1000) * bin.width() / 1000;
    }
    EXPECT_LT(relative_difference(photons.density(0.4, bin), sum), 1e-7);
}

TEST(NeutralinoPhotons, TheDensityIsTheReference) {
    NeutralinoPhotons const photons;
    auto const checks = check_values("isr_mg");
    EXPECT_LT(relative_difference(NeutralinoPhotons::x_range.low, checks["xmin"]), 1e-12);
    EXPECT_LT(relative_difference(NeutralinoPhotons::x_range.high, checks["xmax"]), 1e-12);
    EXPECT_LT(relative_difference(photons.norm_per_gev2(), checks["norm_beta3_flux1"]), 1e-9);
    for (auto const& point : checks["density"]) {
        double const x = point["x"];
        EXPECT_LT(relative_difference(photons.density(x), point["rho"]), 1e-9) << x;
        EXPECT_LT(relative_difference(NeutralinoPhotons::angular_integral(x), point["sin_int"]),
                  1e-9)
            << x;
    }
}

TEST(NeutralinoPhotons, TheAngularIntegralIsThatOverTheCosine) {
    constexpr int steps = 2'000'000;
    for (double const x : {0.031, 0.07, 0.18}) {
        Interval const bin{0.25, 0.6};
        double sum = 0;
        for (int n = 0; n < steps; ++n) {
            double const cos_theta = (n + 0.5) / steps;
            double const sin_theta = std::sqrt(1 - cos_theta * cos_theta);
            bool const seen =
                x * 250 * sin_theta > 7.5 && bin.low < sin_theta && sin_theta < bin.high;
            // Both hemispheres.
            if (seen) sum += 2 / (sin_theta * sin_theta) / steps;
        }
        EXPECT_NEAR(NeutralinoPhotons::angular_integral(x, bin), sum, 1e-5) << x;
    }
}

/// Table VI of arXiv:2211.08420, complexity 9.
double published_fit(double x) { return -11.72 + (2.42 - 0.057 / x) / x; }

struct Point {
    double x, density;
};

/// At the centres of 100 bins, like the reference.
std::vector<Point> centres() {
    NeutralinoPhotons const photons;
    std::vector<Point> points;
    for (int n = 0; n < 100; ++n) {
        double const x =
            NeutralinoPhotons::x_range.low + NeutralinoPhotons::x_range.width() * (n + 0.5) / 100;
        points.push_back({x, photons.density(x)});
    }
    return points;
}

TEST(NeutralinoPhotons, ThePublishedFitIsNear) {
    auto const checks = check_values("isr_mg");
    for (auto const& point : checks["density"]) {
        EXPECT_LT(relative_difference(published_fit(point["x"]), point["paper_fit"]), 1e-11);
    }
    // 0.277 by the reference.
    double squares = 0;
    for (auto const& [x, density] : centres()) {
        squares += std::pow(density - published_fit(x), 2) / 100;
    }
    EXPECT_NEAR(std::sqrt(squares), 0.277, 0.0005);
}

TEST(NeutralinoPhotons, ARefitOfThePublishedFormIsTheReference) {
    auto const fit = least_squares<Point>(
        centres(),
        {[](Point const&) { return 1.0; }, [](Point const& point) { return 1 / point.x; },
         [](Point const& point) { return 1 / (point.x * point.x); }});
    EXPECT_NEAR(fit.coefficients(0), -11.68, 0.005);
    EXPECT_NEAR(fit.coefficients(1), 2.407, 0.0005);
    EXPECT_NEAR(fit.coefficients(2), -0.056, 0.0005);
    EXPECT_NEAR(fit.mean_squared_error, 0.060, 0.0005);
}

TEST(NeutralinoPhotons, AllPassTheCuts) {
    NeutralinoPhotons const photons;
    RandomStream stream(2, 0, 0, Purpose::test);
    for (int n = 0; n < 10000; ++n) {
        auto const photon = photons.draw(stream);
        ASSERT_GT(photon.x * 250 * photon.sin_theta, 7.5);
        ASSERT_GT(photon.sin_theta, 0.1 - 1e-12);
        ASSERT_LE(photon.sin_theta, 1);
        ASSERT_LT(photon.x, 0.19);
    }
}

}  // namespace
}  // namespace balmer::physics::isr
