#include "balmer/physics/mt2/solver.hpp"

#include "physics/mt2/bisection.hpp"
#include "physics/mt2/newton.hpp"
#include "physics/mt2/random_events.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace balmer::physics::mt2 {
namespace {

using Real = long double;

/// The minimum of a convex function in [low, high], by golden-section search.
template <class Function>
Real least_value(Real low, Real high, Function const& f) {
    Real const section = 1 / std::numbers::phi_v<Real>;
    Real a = high - section * (high - low), b = low + section * (high - low);
    Real at_a = f(a), at_b = f(b);
    for (int i = 0; i < 80; ++i) {
        if (at_a < at_b) {
            high = std::exchange(b, a);
            at_b = at_a;
            at_a = f(a = high - section * (high - low));
        } else {
            low = std::exchange(a, b);
            at_a = at_b;
            at_b = f(b = low + section * (high - low));
        }
    }
    return std::min(at_a, at_b);
}

/// As in the definition.
Real transverse_mass_squared(Branch const& branch, Real qx, Real qy) {
    Real const m2 = std::pow<Real>(branch.visible_mass_gev, 2);
    Real const chi2 = std::pow<Real>(branch.invisible_mass_gev, 2);
    Real const px = branch.px_gev, py = branch.py_gev;
    return m2 + chi2 +
           2 * (std::sqrt(m2 + px * px + py * py) * std::sqrt(chi2 + qx * qx + qy * qy) - px * qx -
                py * qy);
}

/// MT2 by its definition: the least value over qx of the least value over qy.
double minimised_mt2_gev(Event const& event) {
    Real const px = event.missing_px_gev, py = event.missing_py_gev, reach = 5000;
    return static_cast<double>(std::sqrt(least_value(-reach, reach, [&](Real qx) {
        return least_value(-reach, reach, [&](Real qy) {
            return std::max(transverse_mass_squared(event.first, qx, qy),
                            transverse_mass_squared(event.second, px - qx, py - qy));
        });
    })));
}

TEST(Mt2, IsTheMinimumThatItsDefinitionAsksFor) {
    auto stream = stream_of(20);
    for (auto const& kind : {EventKind{100, 100}, EventKind{100, 0}, EventKind{20, 20}}) {
        for (int i = 0; i < 60; ++i) {
            auto const event = random_event(kind, stream);
            double const expected_gev = minimised_mt2_gev(event);
            EXPECT_NEAR(solve(event).mt2_gev, expected_gev, 1e-9 * expected_gev) << event;
        }
    }
}

detail::Pair<Real> pair_of(Event const& event, Real unit_gev) {
    auto const branch = [unit_gev](Branch const& b) {
        return detail::ScaledBranch<Real>(b.visible_mass_gev / unit_gev,
                                          {b.px_gev / unit_gev, b.py_gev / unit_gev},
                                          b.invisible_mass_gev / unit_gev);
    };
    return {branch(event.first),
            branch(event.second),
            {event.missing_px_gev / unit_gev, event.missing_py_gev / unit_gev}};
}

TEST(Mt2, IsTheSameByBisection) {
    auto stream = stream_of(21);
    int balanced_count = 0;
    for (auto const& kind : event_kinds()) {
        for (int i = 0; i < 300; ++i) {
            auto const event = random_event(kind, stream);
            auto const found = solve(event);
            // Bisection loses digits if MT2 is a small difference of large numbers.
            if (found.regime != Regime::balanced || found.mt2_gev < 3) continue;
            ++balanced_count;
            double const bisected_gev =
                64 * static_cast<double>(detail::bisected_mt2(pair_of(event, 64)));
            EXPECT_NEAR(found.mt2_gev, bisected_gev, 1e-9 * bisected_gev) << event;
        }
    }
    EXPECT_GT(balanced_count, 1000);
}

TEST(Mt2, IsTheSameByThePatientMethod) {
    auto stream = stream_of(22);
    int settled_count = 0, tried_count = 0;
    for (auto const& kind : event_kinds()) {
        for (int i = 0; i < 40; ++i) {
            auto const event = random_event(kind, stream);
            auto const found = solve(event);
            if (found.regime != Regime::balanced) continue;
            ++tried_count;
            auto const squared = detail::patient_mt2_squared(pair_of(event, 64));
            if (!squared) continue;
            ++settled_count;
            double const patient_gev = 64 * static_cast<double>(std::sqrt(*squared));
            EXPECT_NEAR(found.mt2_gev, patient_gev, 1e-11 * patient_gev) << event;
        }
    }
    EXPECT_GE(settled_count, tried_count - 1);
}

/// Massless, with MT2 near the kink at q1 = 0 of the first branch's transverse mass.
Event event_at_an_edge() {
    return {{0, -44.163063759729297, 83.055532510205353, 0},
            {0, 41.540714595472252, -103.59019885661527, 0},
            32.440145132608514,
            -76.591141941274685};
}

// 60 digits: 1.7589973595405703283.
TEST(Mt2, TakesTheLongDoubleWhereTheQuickMethodDoesNotSettle) {
    auto const found = solve(event_at_an_edge());
    EXPECT_EQ(found.method, Method::patient_newton);
    EXPECT_NEAR(found.mt2_gev, 1.7589973595405703283, 1e-14);
}

TEST(Mt2, SeldomTakesTheLongDouble) {
    auto stream = stream_of(23);
    for (auto const& [kind, most] :
         {std::pair{EventKind{100, 100}, 10}, std::pair{EventKind{0, 100}, 10},
          std::pair{EventKind{100, 0}, 160}, std::pair{EventKind{0, 0}, 400}}) {
        int count = 0;
        for (int i = 0; i < 10000; ++i) {
            auto const method = solve(random_event(kind, stream)).method;
            count += method == Method::patient_newton || method == Method::bisection;
        }
        EXPECT_LE(count, most);
    }
}

// To a relative 1e-9, from 60 digits; the smallest of 40000 events each.
TEST(Mt2, KeepsItsDigitsWhereItIsSmall) {
    Event const massless{{0, -65.040965424031853, -64.84795850734119, 0},
                         {0, 11.392462419984341, -36.91532904863994, 0},
                         -33.687886082545617,
                         -33.578013189593896};
    EXPECT_NEAR(solve(massless).mt2_gev / 0.0097462671697499168611, 1, 1e-11);
    // Newton's method does not converge here, so that bisection is used.
    Event const least{{0, 96.754547321885084, 3.3061435659117899, 0},
                      {0, 37.205982733795004, -43.636836838379608, 0},
                      15.324511698854565,
                      -17.973335542541633};
    EXPECT_NEAR(solve(least).mt2_gev / 0.00006508249295725943884, 1, 1e-9);
}

}  // namespace
}  // namespace balmer::physics::mt2
