#include "balmer/physics/zh/matrix_element.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/random.hpp"
#include "balmer/physics/constants.hpp"

#include "physics/check_values.hpp"
#include "physics/zh/feynman_rules.hpp"

#include <numbers>

#include <gtest/gtest.h>

namespace balmer::physics::zh {
namespace {

using feynman::Helicity;
using feynman::Particles;

FourVector boosted(FourVector const& p, double bx, double by, double bz) {
    double const gamma = 1 / std::sqrt(1 - bx * bx - by * by - bz * bz);
    double const along = bx * p.px + by * p.py + bz * p.pz;
    double const shift = gamma * gamma / (gamma + 1) * along + gamma * p.e;
    return {gamma * (p.e + along), p.px + shift * bx, p.py + shift * by, p.pz + shift * bz};
}

Particles at_rest(double sqrt_s, double cosine, double azimuth) {
    double const k = rest_frame_momentum_gev(sqrt_s * sqrt_s),
                 sine = std::sqrt(1 - cosine * cosine);
    double const px = k * sine * std::cos(azimuth), py = k * sine * std::sin(azimuth);
    return {{sqrt_s / 2, 0, 0, sqrt_s / 2},
            {sqrt_s / 2, 0, 0, -sqrt_s / 2},
            {std::hypot(k, z_mass_gev), px, py, k * cosine},
            {std::hypot(k, higgs_mass_gev), -px, -py, -k * cosine}};
}

FourVector rotated(FourVector const& p, double angle) {
    double const c = std::cos(angle), s = std::sin(angle);
    return {p.e, c * p.px + s * p.pz, p.py, c * p.pz - s * p.px};
}

/// In the rest frame, with the beams along no axis: "longitudinal" depends on the frame.
Particles turned(Particles const& p) {
    return {rotated(p.quark, 0.5), rotated(p.antiquark, 0.5), rotated(p.z, 0.5), rotated(p.h, 0.5)};
}

/// In a frame in which no momentum is along an axis.
Particles in_some_frame(Particles const& p, RandomStream& stream) {
    double const bx = stream.uniform(-0.5, 0.5), by = stream.uniform(-0.5, 0.5),
                 bz = stream.uniform(-0.5, 0.5);
    return {boosted(p.quark, bx, by, bz), boosted(p.antiquark, bx, by, bz),
            boosted(p.z, bx, by, bz), boosted(p.h, bx, by, bz)};
}

Quark quark_of(nlohmann::json const& point) {
    return point.at("flavour") == "u" ? Quark::up : Quark::down;
}

QuadraticInTheta at(Quark quark, double sqrt_s, double cosine, Amplitude amplitude) {
    return matrix_element(quark, sqrt_s * sqrt_s, amplitude).at(cosine);
}

TEST(ZhMatrixElement, HasTheCheckValues) {
    int count = 0;
    auto const checks = check_values("zh_me");
    for (auto const& point : checks.at("points")) {
        auto const amplitude =
            point.at("photon").get<bool>() ? Amplitude::z_and_photon : Amplitude::z;
        auto const quark = quark_of(point);
        double const sqrt_s = point.at("sqrt_shat"), cosine = point.at("cos");
        auto const exact = at(quark, sqrt_s, cosine, amplitude);
        EXPECT_LT(relative_difference(exact.sm, point.at("p0")), 1e-11);
        EXPECT_LT(relative_difference(exact.lin, point.at("a")), 1e-11);
        EXPECT_LT(relative_difference(exact.quad, point.at("b")), 1e-11);
        EXPECT_LT(relative_difference(exact.score(0), point.at("score0")), 1e-11);
        EXPECT_LT(relative_difference(exact.score(10), point.at("score10")), 1e-11);
        EXPECT_LT(relative_difference(exact(10), point.at("m2_theta10_from_trace")), 1e-11);
        auto const eq21 = at(quark, sqrt_s, cosine, Amplitude::eq21);
        EXPECT_LT(relative_difference(eq21.sm, point.at("eq21_p0")), 1e-11);
        EXPECT_LT(relative_difference(eq21.lin, point.at("eq21_a")), 1e-11);
        EXPECT_LT(relative_difference(eq21.quad, point.at("eq21_b")), 1e-11);
        auto const z_alone = at(quark, sqrt_s, cosine, Amplitude::z);
        EXPECT_LT(relative_difference(z_alone.score(0), point.at("zonly_closed")), 1e-11);
        ++count;
    }
    EXPECT_EQ(count, 8);
}

TEST(ZhMatrixElement, IsTheSumOfHelicityAmplitudes) {
    RandomStream stream(1, 0, 0, Purpose::test);
    for (int i = 0; i < 2000; ++i) {
        double const sqrt_s = 217 * std::exp(stream.uniform(0, 4));
        double const cosine = stream.uniform(-0.999, 0.999);
        double const theta = stream.uniform(-20, 20);
        auto const quark = stream.bernoulli(0.5) ? Quark::up : Quark::down;
        bool const photon = stream.bernoulli(0.5);
        auto const particles =
            in_some_frame(at_rest(sqrt_s, cosine, stream.uniform(0, 2 * std::numbers::pi)), stream);
        auto const closed =
            at(quark, sqrt_s, cosine, photon ? Amplitude::z_and_photon : Amplitude::z);
        double const summed =
            feynman::squared(particles, quark, {.photon = photon, .theta = theta});
        EXPECT_LT(relative_difference(closed(theta), summed), 1e-11)
            << sqrt_s << ' ' << cosine << ' ' << theta << ' ' << photon;
    }
}

TEST(ZhMatrixElement, SplitsByThePolarisationOfTheZBoson) {
    auto const particles = turned(at_rest(700, 0.4, 1.1));
    auto const closed = matrix_element(Quark::up, 700.0 * 700, Amplitude::z_and_photon);
    double longitudinal = 0;
    for (auto const helicity : {Helicity::left, Helicity::right}) {
        longitudinal += std::norm(feynman::amplitude(particles, Quark::up, helicity,
                                                     feynman::polarisations(particles.z)[2],
                                                     {.photon = true, .theta = 3})) /
                        12;
    }
    EXPECT_LT(relative_difference((1 - 0.4 * 0.4) * closed.longitudinal(3), longitudinal), 1e-11);
}

TEST(ZhMatrixElement, LongitudinalZBosonsFromTheOperatorKnowTheHyperchargeAlone) {
    // B couples to hypercharge: at s -> infinity, where the longitudinal Z is a Goldstone boson,
    // the contribution of O_B is proportional to Y = Q - T3. This fixes the sign of the photon.
    auto const particles = turned(at_rest(1e6, 0.3, 0.7));
    auto const over_hypercharge = [&](Quark quark, Helicity helicity) {
        double const isospin = helicity == Helicity::left ? feynman::left_isospin(quark) : 0.0;
        auto const value =
            feynman::amplitude(particles, quark, helicity, feynman::polarisations(particles.z)[2],
                               {.photon = true, .theta = 1, .standard_model = 0});
        return std::abs(value) / std::abs(feynman::charge(quark) - isospin);
    };
    double const first = over_hypercharge(Quark::up, Helicity::left);
    EXPECT_GT(first, 0);
    EXPECT_NEAR(over_hypercharge(Quark::up, Helicity::right) / first, 1, 1e-6);
    EXPECT_NEAR(over_hypercharge(Quark::down, Helicity::left) / first, 1, 1e-6);
    EXPECT_NEAR(over_hypercharge(Quark::down, Helicity::right) / first, 1, 1e-6);
}

TEST(ZhMatrixElement, Eq21IsTheExactOneWithoutTheOperatorAndFarAboveThreshold) {
    for (double const sqrt_s : {220.0, 600.0, 5000.0}) {
        EXPECT_LT(relative_difference(at(Quark::down, sqrt_s, 0.2, Amplitude::eq21).sm,
                                      at(Quark::down, sqrt_s, 0.2, Amplitude::z).sm),
                  1e-12);
    }
    auto const ratio = [](double sqrt_s) {
        return at(Quark::up, sqrt_s, 0.2, Amplitude::eq21).lin /
               at(Quark::up, sqrt_s, 0.2, Amplitude::z).lin;
    };
    EXPECT_NEAR(ratio(1e5), 1, 1e-4);
    EXPECT_GT(ratio(220), 2);
}

TEST(ZhMatrixElement, DependsOnTheSizeOfTheCosineAlone) {
    for (auto const amplitude : all_amplitudes) {
        EXPECT_EQ(at(Quark::up, 500, 0.6, amplitude), at(Quark::up, 500, -0.6, amplitude));
        EXPECT_EQ(amplitude_of(to_string(amplitude)), amplitude);
    }
    EXPECT_EQ(amplitude_of("x"), std::nullopt);
}

TEST(ZhMatrixElement, BelowThresholdIsABug) {
#ifdef BALMER_DEBUG_CHECKS
    EXPECT_THROW(matrix_element(Quark::up, 200.0 * 200, Amplitude::z), ContractError);
#else
    GTEST_SKIP() << "checks are off";
#endif
}

}  // namespace
}  // namespace balmer::physics::zh
