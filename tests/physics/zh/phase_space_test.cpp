#include "physics/zh/phase_space.hpp"

#include "balmer/base/random.hpp"

#include "physics/check_values.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace balmer::physics::zh {
namespace {

/// Midpoint rule for an integrand that does not depend on the second axis.
template <class ValueOf>
double integral(PhaseSpace const& phase_space, ValueOf const& value_of) {
    int const count = 50000;
    double sum = 0;
    for (int i = 0; i < count; ++i) {
        auto const point = phase_space(std::array{(i + 0.5) / count, 0.3});
        if (point) sum += point->volume * value_of(*point);
    }
    return sum / count;
}

TEST(ZhPhaseSpace, HasTheAnalyticVolume) {
    // The integral of dln(tau) dy over x1, x2 < 1 is ln^2(tau_min) / 2.
    PhaseSpace const phase_space(13000, no_pt_window);
    double const log_tau = 2 * std::log((z_mass_gev + higgs_mass_gev) / 13000);
    double const volume = integral(phase_space, [](auto const&) { return 1.0; });
    EXPECT_LT(relative_difference(volume, log_tau * log_tau / 2), 1e-5);
    // dtau dy = dx1 dx2: the area x1 x2 > tau_min of the unit square.
    double const tau_min = std::exp(log_tau);
    double const area = integral(phase_space, [](auto const& p) { return p.x1 * p.x2; });
    EXPECT_LT(relative_difference(area, 1 - tau_min + tau_min * log_tau), 1e-5);
}

TEST(ZhPhaseSpace, PartonsStayWithinTheirBeamsAndReachTheWindow) {
    PhaseSpace const phase_space(13000, {.min_gev = 300, .max_gev = 400});
    RandomStream stream(2, 0, 0, Purpose::test);
    for (int i = 0; i < 2000; ++i) {
        auto const point = phase_space(std::array{stream.uniform(), stream.uniform()});
        ASSERT_TRUE(point);
        EXPECT_LE(std::max(point->x1, point->x2), 1 + 1e-12);
        EXPECT_NEAR(point->x1 * point->x2 * 13000 * 13000 / point->s_gev2, 1, 1e-12);
        double const k = rest_frame_momentum_gev(point->s_gev2);
        auto const pt_at = [k](double c) { return k * std::sqrt((1 - c) * (1 + c)); };
        EXPECT_NEAR(pt_at(point->cosine_max), 300, 1e-8);
        EXPECT_NEAR(pt_at(point->cosine_min), std::min(k, 400.0), 1e-8);
    }
}

TEST(ZhPhaseSpace, WindowIntegralsAreThoseOfTheCosine) {
    PhaseSpacePoint point{};
    point.cosine_min = 0.3;
    point.cosine_max = 0.8;
    double transverse = 0, longitudinal = 0;
    int const count = 20000;
    for (int i = 0; i < count; ++i) {
        double const c = std::lerp(0.3, 0.8, (i + 0.5) / count), dc = 2 * 0.5 / count;
        transverse += (1 + c * c) * dc;
        longitudinal += (1 - c * c) * dc;
    }
    EXPECT_LT(relative_difference(point.transverse_integral(), transverse), 1e-8);
    EXPECT_LT(relative_difference(point.longitudinal_integral(), longitudinal), 1e-8);
}

TEST(ZhPhaseSpace, ThresholdIsWhereTheMomentumIsReached) {
    for (double const pt_gev : {0.0, 20.0, 1000.0}) {
        double const k = rest_frame_momentum_gev(threshold_gev2(pt_gev) * (1 + 1e-15));
        EXPECT_NEAR(k, pt_gev, 1e-4 + 1e-10 * pt_gev);
    }
}

}  // namespace
}  // namespace balmer::physics::zh
