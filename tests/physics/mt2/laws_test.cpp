#include "balmer/physics/mt2/solver.hpp"

#include "physics/mt2/random_events.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <gtest/gtest.h>

namespace balmer::physics::mt2 {
namespace {

constexpr int events_of_a_kind = 400;

/// Calls check(event, stream) for events of all kinds.
template <class Check>
void for_each_event(std::uint32_t index, Check const& check) {
    auto stream = stream_of(index);
    for (auto const& kind : event_kinds()) {
        for (int i = 0; i < events_of_a_kind; ++i) {
            auto const event = random_event(kind, stream);
            check(event, stream);
        }
    }
}

/// The size of an event: the root of the sum of the squares of its components.
double size_gev(Event const& event) {
    double sum = std::pow(event.missing_px_gev, 2) + std::pow(event.missing_py_gev, 2);
    for (auto const* const b : {&event.first, &event.second}) {
        sum += std::pow(b->visible_mass_gev, 2) + std::pow(b->px_gev, 2) + std::pow(b->py_gev, 2) +
               std::pow(b->invisible_mass_gev, 2);
    }
    return std::sqrt(sum);
}

/// Expects equality up to the rounding of the event: half an ulp of each component.
void expect_same(double found_gev, double expected_gev, Event const& event) {
    double const size = size_gev(event);
    EXPECT_NEAR(found_gev * found_gev, expected_gev * expected_gev,
                1e-11 * expected_gev * expected_gev + 1e-15 * size * size)
        << event;
}

TEST(Mt2Laws, NoShareOfTheInvisibleMomentumGivesLess) {
    for_each_event(1, [](Event const& event, RandomStream& stream) {
        double const mt2_gev = solve(event).mt2_gev, size = size_gev(event);
        for (int i = 0; i < 20; ++i) {
            double const reach = size * std::exp(stream.uniform(-8, 3));
            double const larger_gev =
                larger_transverse_mass_gev(event, reach * stream.normal(), reach * stream.normal());
            EXPECT_LE(mt2_gev, larger_gev * (1 + 1e-13)) << event;
        }
    });
}

TEST(Mt2Laws, NeitherParentIsLighterThanWhatItDecaysTo) {
    for_each_event(2, [](Event const& event, RandomStream&) {
        auto const& [a, b, px, py] = event;
        EXPECT_GE(solve(event).mt2_gev, a.visible_mass_gev + a.invisible_mass_gev) << event;
        EXPECT_GE(solve(event).mt2_gev, b.visible_mass_gev + b.invisible_mass_gev) << event;
    });
}

TEST(Mt2Laws, TurningTheEventChangesNothing) {
    for_each_event(3, [](Event const& event, RandomStream& stream) {
        double const angle = stream.uniform(0, 2 * std::numbers::pi);
        double const c = std::cos(angle), s = std::sin(angle);
        auto turned = event;
        auto const rotate = [c, s](double& x, double& y) {
            double const old_x = x, old_y = y;
            x = c * old_x - s * old_y;
            y = s * old_x + c * old_y;
        };
        rotate(turned.first.px_gev, turned.first.py_gev);
        rotate(turned.second.px_gev, turned.second.py_gev);
        rotate(turned.missing_px_gev, turned.missing_py_gev);
        expect_same(solve(turned).mt2_gev, solve(event).mt2_gev, event);
    });
}

TEST(Mt2Laws, ExchangingOrMirroringTheBranchesChangesNothing) {
    for_each_event(4, [](Event const& event, RandomStream&) {
        auto exchanged = event;
        std::swap(exchanged.first, exchanged.second);
        expect_same(solve(exchanged).mt2_gev, solve(event).mt2_gev, event);
        auto mirrored = event;
        for (double* const y :
             {&mirrored.first.py_gev, &mirrored.second.py_gev, &mirrored.missing_py_gev}) {
            *y = -*y;
        }
        expect_same(solve(mirrored).mt2_gev, solve(event).mt2_gev, event);
    });
}

Event scaled(Event event, double factor) {
    for (auto* const b : {&event.first, &event.second}) {
        b->visible_mass_gev *= factor;
        b->px_gev *= factor;
        b->py_gev *= factor;
        b->invisible_mass_gev *= factor;
    }
    event.missing_px_gev *= factor;
    event.missing_py_gev *= factor;
    return event;
}

TEST(Mt2Laws, ScalesWithTheEvent) {
    for_each_event(5, [](Event const& event, RandomStream&) {
        double const mt2_gev = solve(event).mt2_gev;
        // Powers of two do not round, so that the result must be identical.
        for (double const factor : {0x1p-900, 0x1p-20, 2., 0x1p20, 0x1p900}) {
            EXPECT_EQ(solve(scaled(event, factor)).mt2_gev, factor * mt2_gev) << event;
        }
        for (double const factor : {1e-5, 1e4}) {
            expect_same(solve(scaled(event, factor)).mt2_gev / factor, mt2_gev, event);
        }
    });
}

// M_T of each branch at given momenta grows with its invisible mass, and so does the minimum.
TEST(Mt2Laws, GrowsWithTheInvisibleMasses) {
    for_each_event(6, [](Event const& event, RandomStream& stream) {
        auto heavier = event;
        heavier.first.invisible_mass_gev += stream.uniform(0, 50);
        EXPECT_GE(solve(heavier).mt2_gev, solve(event).mt2_gev * (1 - 1e-13)) << event;
    });
}

TEST(Mt2Laws, ChangesByLittleWhereTheEventDoes) {
    for_each_event(7, [](Event const& event, RandomStream& stream) {
        auto moved = event;
        double const step_gev = 1e-9 * size_gev(event);
        for (double* const value : {&moved.first.px_gev, &moved.second.py_gev,
                                    &moved.missing_px_gev, &moved.missing_py_gev}) {
            *value += step_gev * stream.uniform(-1, 1);
        }
        // The derivative of mT^2 by each of the four is at most 2 (E + e).
        double const mt2_gev = solve(event).mt2_gev, moved_gev = solve(moved).mt2_gev;
        EXPECT_NEAR(moved_gev * moved_gev, mt2_gev * mt2_gev, 1e4 * step_gev * size_gev(event))
            << event;
    });
}

}  // namespace
}  // namespace balmer::physics::mt2
