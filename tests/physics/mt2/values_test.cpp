#include "balmer/base/error.hpp"
#include "balmer/physics/mt2/sample.hpp"
#include "balmer/physics/mt2/solver.hpp"

#include "physics/check_values.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace balmer::physics::mt2 {
namespace {

Event event_of(nlohmann::json const& point) {
    auto const mass = [&](char const* name) {
        return point.contains(name) ? point[name].get<double>() : point["chi"].get<double>();
    };
    return {{point["m1"], point["p1"][0], point["p1"][1], mass("chi1")},
            {point["m2"], point["p2"][0], point["p2"][1], mass("chi2")},
            point["pmiss"][0],
            point["pmiss"][1]};
}

TEST(Mt2, HasTheValuesOfTheFormulasAtTheCheckPoints) {
    auto const values = check_values("mt2");
    for (auto const& point : values["special"]) {
        auto const found = solve(event_of(point));
        double const squared_gev2 = found.mt2_gev * found.mt2_gev;
        EXPECT_LT(relative_difference(squared_gev2, point["mt2sq_formula"]), 1e-12) << point;
        EXPECT_LT(relative_difference(squared_gev2, point["mt2sq_bisection"]), 1e-12) << point;
        // The closed forms of this project.
        SampleEvent const made{event_of(point), point["Q"], found};
        EXPECT_LT(relative_difference(transverse_product_gev2(made.event), point["A_T"]), 1e-12)
            << point;
        auto const which = case_of(std::stoi(point["eq"].get<std::string>())).value();
        EXPECT_LT(
            relative_difference(closed_form_mt2_squared_gev2(which, made), point["mt2sq_formula"]),
            1e-12)
            << point;
    }
}

TEST(Mt2, HasTheValuesOfIndependentMinimisationsAtTheCheckPoints) {
    auto const values = check_values("mt2");
    for (auto const& point : values["general"]) {
        auto const found = solve(event_of(point));
        for (char const* name : {"mt2", "mt2_neldermead"}) {
            double const expected_gev = point[name];
            EXPECT_NEAR(found.mt2_gev, expected_gev, 2e-12 * expected_gev)
                << name << " of " << point;
        }
        auto const regime = point["regime"] == "balanced"   ? Regime::balanced
                            : point["regime"] == "trivial0" ? Regime::zero
                                                            : Regime::unbalanced;
        EXPECT_EQ(found.regime, regime) << point;
    }
}

// The unit test of the public package mt2 (Lester and Nachman's algorithm).
TEST(Mt2, HasThePublishedExample) {
    Event const event{{100, 410, 20, 100}, {150, -210, -300, 100}, -200, 280};
    EXPECT_NEAR(solve(event).mt2_gev, 412.627668458219, 1e-12);
}

TEST(Mt2, IsZeroWhereMasslessInvisiblesMayRunAlongTheVisibles) {
    Event event{{0, 30, 0, 0}, {0, 10, 20, 0}, 2 * 30 + 3 * 10, 3 * 20};
    EXPECT_EQ(solve(event).mt2_gev, 0);
    EXPECT_EQ(solve(event).regime, Regime::zero);
    // k2 = -3: not along the second one.
    event.missing_px_gev = 2 * 30 - 3 * 10;
    event.missing_py_gev = -3 * 20;
    EXPECT_GT(solve(event).mt2_gev, 10);
    // Both momenta along one line.
    Event const collinear{{0, 30, 40, 0}, {0, 3, 4, 0}, 6, 8};
    EXPECT_EQ(solve(collinear).mt2_gev, 0);
    Event const against{{0, 30, 40, 0}, {0, 3, 4, 0}, -6, -8};
    EXPECT_GT(solve(against).mt2_gev, 1);
}

TEST(Mt2, IsItsLeastValueWhereOneVisiblePartIsAbsentOrMasslessAndOpposite) {
    EXPECT_EQ(solve({{0, 0, 0, 5}, {3, 20, 10, 1}, 40, -70}).mt2_gev, 5);
    EXPECT_EQ(solve({{0, 0, 0, 1}, {3, 20, 10, 5}, 40, -70}).mt2_gev, 8);
    EXPECT_EQ(solve({{0, 30, 40, 5}, {0, -3, -4, 7}, 40, -70}).mt2_gev, 7);
    EXPECT_EQ(solve({{0, 30, 40, 5}, {0, -3, -4, 7}, 40, -70}).regime, Regime::at_infinity);
    EXPECT_EQ(solve({}).mt2_gev, 0);
    EXPECT_EQ(solve({{}, {}, 10, 20}).mt2_gev, 0);
}

TEST(Mt2, GrowsByMassesAloneWhereNothingMoves) {
    EXPECT_EQ(solve({{3, 0, 0, 4}, {1, 0, 0, 2}, 0, 0}).mt2_gev, 7);
    // Visible parts at rest: the missing momentum is shared in proportion to the masses.
    double const half_gev = std::sqrt(3. * 3 + 4. * 4 + 2 * 3 * std::sqrt(4. * 4 + 25));
    EXPECT_NEAR(solve({{3, 0, 0, 4}, {3, 0, 0, 4}, 10, 0}).mt2_gev, half_gev, 1e-13 * half_gev);
}

// Identical branches share the missing momentum in halves, by convexity.
TEST(Mt2, IsTheTransverseMassAtHalfTheMissingMomentumForIdenticalBranches) {
    for (double const chi_gev : {0., 1e-3, 30.}) {
        for (double const mass_gev : {0., 1e-3, 30.}) {
            Branch const branch{mass_gev, 40, 20, chi_gev};
            Event const event{branch, branch, -70, 30};
            double const expected_gev = larger_transverse_mass_gev(event, -35, 15);
            EXPECT_NEAR(solve(event).mt2_gev, expected_gev, 1e-13 * expected_gev);
        }
    }
}

TEST(Mt2, RefusesWhatIsNoEvent) {
    Event const good{{100, 410, 20, 100}, {150, -210, -300, 100}, -200, 280};
    EXPECT_EQ(problem_of(good), "");
    auto bad = good;
    bad.first.px_gev = std::nan("");
    EXPECT_EQ(problem_of(bad), "p1x is nan GeV (must be a finite number)");
    EXPECT_THROW(solve(bad), InputError);
    bad = good;
    bad.second.invisible_mass_gev = -1e-300;
    EXPECT_THROW(solve(bad), InputError);
    EXPECT_NE(problem_of(bad).find("invisible mass 2"), std::string::npos);
    bad = good;
    bad.missing_py_gev = std::numeric_limits<double>::infinity();
    EXPECT_THROW(solve(bad), InputError);
    bad = good;
    bad.first.visible_mass_gev = std::nan("");
    EXPECT_THROW(solve(bad), InputError);
    EXPECT_THROW(larger_transverse_mass_gev(bad, 0, 0), InputError);
}

}  // namespace
}  // namespace balmer::physics::mt2
