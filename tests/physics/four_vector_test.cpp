#include "balmer/physics/four_vector.hpp"

#include "balmer/base/random.hpp"

#include <numbers>

#include <gtest/gtest.h>

namespace balmer::physics {
namespace {

constexpr double pi = std::numbers::pi;

FourVector random_vector(RandomStream& stream) {
    return {stream.normal(), stream.normal(), stream.normal(), stream.normal()};
}

TEST(LeviCivita, IsPlusOneOnTheAxesInOrder) {
    EXPECT_EQ(levi_civita({1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}), 1.0);
}

TEST(LeviCivita, ChangesSignUnderEachSwapAndVanishesOnDependentVectors) {
    RandomStream stream(1, 0, 0, Purpose::test);
    for (int i = 0; i < 100; ++i) {
        auto const a = random_vector(stream), b = random_vector(stream), c = random_vector(stream),
                   d = random_vector(stream);
        double const value = levi_civita(a, b, c, d);
        double const tolerance = 1e-12;
        EXPECT_NEAR(levi_civita(b, a, c, d), -value, tolerance);
        EXPECT_NEAR(levi_civita(a, c, b, d), -value, tolerance);
        EXPECT_NEAR(levi_civita(a, b, d, c), -value, tolerance);
        EXPECT_NEAR(levi_civita(a, b, c, a + b - c), 0, tolerance);
    }
}

TEST(MasslessDot, KeepsItsDigitsNearTheBeam) {
    // pT = 1 GeV at eta = 9 against a beam of 6 TeV: p.k = E_k pT exp(-eta), while E - pz loses
    // half of the digits.
    double const rapidity = 9;
    FourVector const p{std::cosh(rapidity), 0.6, 0.8, std::sinh(rapidity)};
    FourVector const beam{6000, 0, 0, 6000};
    double const exact = 6000 * std::exp(-rapidity);
    EXPECT_NEAR(massless_dot(p, beam) / exact, 1, 1e-14);
    EXPECT_NEAR(massless_dot(p, {6000, 0, 0, -6000}) / (6000 * std::exp(rapidity)), 1, 1e-14);
}

TEST(MasslessDot, EqualsTheMetricProduct) {
    RandomStream stream(2, 0, 0, Purpose::test);
    auto const massless = [&] {
        double const x = stream.normal(), y = stream.normal(), z = stream.normal();
        return FourVector{std::sqrt(x * x + y * y + z * z), x, y, z};
    };
    for (int i = 0; i < 100; ++i) {
        auto const p = massless(), q = massless();
        EXPECT_NEAR(massless_dot(p, q), dot(p, q), 1e-13 * p.e * q.e);
    }
}

TEST(WrappedAngle, LandsInTheHalfOpenTurnOnTheSameDirection) {
    EXPECT_EQ(wrapped_angle(pi), -pi);
    EXPECT_EQ(wrapped_angle(-pi), -pi);
    EXPECT_EQ(wrapped_angle(1.25), 1.25);
    for (double angle = -20; angle < 20; angle += 0.37) {
        double const wrapped = wrapped_angle(angle);
        EXPECT_GE(wrapped, -pi);
        EXPECT_LT(wrapped, pi);
        EXPECT_NEAR(std::cos(wrapped - angle), 1, 1e-14);
    }
}

TEST(FourVector, ReadsBackItsCylindricalCoordinates) {
    double const transverse = 35, azimuth = -2.2, rapidity = 3.1;
    FourVector const p{transverse * std::cosh(rapidity), transverse * std::cos(azimuth),
                       transverse * std::sin(azimuth), transverse * std::sinh(rapidity)};
    EXPECT_NEAR(pt(p), transverse, 1e-13);
    EXPECT_NEAR(phi(p), azimuth, 1e-14);
    EXPECT_NEAR(eta(p), rapidity, 1e-14);
    EXPECT_NEAR(mass2(p), 0, 1e-10);
}

}  // namespace
}  // namespace balmer::physics
