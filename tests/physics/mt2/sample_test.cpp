#include "balmer/physics/mt2/sample.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::physics::mt2 {
namespace {

Sample sample_of(Case which, std::size_t event_count = 10000) {
    return generate({.which = which, .event_count = event_count, .seed = 3});
}

double squared(double x) { return x * x; }

// The solver does not use the formulas.
TEST(Mt2Sample, TheSolverAgreesWithEveryFormula) {
    for (auto const which : all_cases) {
        double largest = 0;
        for (auto const& made : sample_of(which).events) {
            double const known = closed_form_mt2_squared_gev2(which, made);
            largest = std::max(largest, std::abs(squared(made.result.mt2_gev) - known) / known);
        }
        // A_T of momenta almost back to back depends on their last digits.
        EXPECT_LT(largest, 1e-9) << static_cast<int>(which);
    }
}

/// Probability of a larger Kolmogorov-Smirnov distance from the uniform distribution on [low,
/// high].
double uniform_chance(std::vector<double> values, double low, double high) {
    std::ranges::sort(values);
    double const count = static_cast<double>(values.size());
    double distance = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        double const expected = (values[i] - low) / (high - low), rank = static_cast<double>(i);
        distance = std::max({distance, expected - rank / count, (rank + 1) / count - expected});
    }
    double chance = 0, sign = 2;
    for (int k = 1; k < 100; ++k, sign = -sign) {
        chance += sign * std::exp(-2 * k * k * count * distance * distance);
    }
    return chance;
}

TEST(Mt2Sample, DrawsEvenlyFromItsRanges) {
    auto const sample = generate({.which = Case::eq11, .event_count = 20000, .seed = 4});
    auto const free_q = generate({.which = Case::eq16, .event_count = 20000, .seed = 4});
    struct Law {
        double low, high;
        std::function<double(SampleEvent const&)> value_of;
    };
    constexpr double pi = std::numbers::pi;
    std::vector<Law> const laws = {
        {20, 100,
         [](auto const& e) { return std::hypot(e.event.first.px_gev, e.event.first.py_gev); }},
        {20, 100,
         [](auto const& e) { return std::hypot(e.event.second.px_gev, e.event.second.py_gev); }},
        {-pi, pi,
         [](auto const& e) { return std::atan2(e.event.first.py_gev, e.event.first.px_gev); }},
        {-pi, pi,
         [](auto const& e) { return std::atan2(e.event.second.py_gev, e.event.second.px_gev); }},
        {0, 47, [](auto const& e) { return e.event.second.visible_mass_gev; }},
        {0, 30, [](auto const& e) { return e.event.second.invisible_mass_gev; }}};
    for (std::size_t i = 0; i < laws.size(); ++i) {
        std::vector<double> values;
        for (auto const& event : sample.events) values.push_back(laws[i].value_of(event));
        EXPECT_GT(uniform_chance(values, laws[i].low, laws[i].high), 1e-3) << "law " << i;
        // The test is sensitive to a range that is wrong by three per cent.
        EXPECT_LT(uniform_chance(values, laws[i].low, laws[i].high * 1.03), 1e-3) << "law " << i;
    }
    std::vector<double> qs;
    for (auto const& event : free_q.events) qs.push_back(event.q);
    EXPECT_GT(uniform_chance(qs, -3, 3), 1e-3);
}

/// corr(a, b) sqrt(n) is normal if a and b are independent.
TEST(Mt2Sample, DrawsMomentaIndependently) {
    auto const sample = sample_of(Case::eq16, 40000);
    auto const means_product = [&](auto const& value_of) {
        double sum = 0, squares = 0;
        for (auto const& made : sample.events) {
            double const value = value_of(made.event);
            sum += value;
            squares += value * value;
        }
        return std::abs(sum) / std::sqrt(squares);
    };
    auto const centred = [](Branch const& b) { return std::hypot(b.px_gev, b.py_gev) - 60; };
    EXPECT_LT(means_product([&](Event const& e) { return centred(e.first) * centred(e.second); }),
              3.5);
    EXPECT_LT(means_product([&](Event const& e) {
                  return e.first.px_gev * e.second.px_gev + e.first.py_gev * e.second.py_gev;
              }),
              3.5);
    EXPECT_LT(means_product([&](Event const& e) {
                  return centred(e.first) * (e.first.invisible_mass_gev - 15);
              }),
              3.5);
}

TEST(Mt2Sample, CasesFixWhatTheirEquationsSay) {
    for (auto const which : all_cases) {
        for (auto const& [event, q, result] : sample_of(which, 50).events) {
            auto const& [a, b, px, py] = event;
            EXPECT_EQ(a.visible_mass_gev, b.visible_mass_gev);
            EXPECT_EQ(a.invisible_mass_gev, b.invisible_mass_gev);
            EXPECT_EQ(a.visible_mass_gev > 0, has_visible_mass(which));
            EXPECT_EQ(a.invisible_mass_gev > 0, has_invisible_mass(which));
            EXPECT_NEAR(px, q * (a.px_gev + b.px_gev), 1e-12);
            EXPECT_NEAR(py, q * (a.py_gev + b.py_gev), 1e-12);
            EXPECT_TRUE(which != Case::eq17 || q <= 0);
            EXPECT_NE(result.regime, Regime::unbalanced);
        }
    }
}

TEST(Mt2Sample, ASeedGivesTheSameMomentaInEveryCase) {
    auto const first = sample_of(Case::eq8, 100), other = sample_of(Case::eq16, 100);
    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_EQ(first.events[i].event.first.px_gev, other.events[i].event.first.px_gev);
        EXPECT_EQ(first.events[i].event.second.py_gev, other.events[i].event.second.py_gev);
    }
}

TEST(Mt2Sample, IsTheBeginningOfALongerOne) {
    auto const few = sample_of(Case::eq11, 10), many = sample_of(Case::eq11, 9000);
    ASSERT_EQ(few.events.size(), 10U);
    ASSERT_EQ(many.events.size(), 9000U);
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(few.events[i].event, many.events[i].event);
        EXPECT_EQ(few.events[i].result.mt2_gev, many.events[i].result.mt2_gev);
    }
}

TEST(Mt2Sample, TransverseProductKeepsItsDigitsBackToBack) {
    Event const opposite{{1e-3, 50, 1e-3, 0}, {1e-3, -70, 0, 0}, 0, 0};
    // ((p1 x p2)^2 + m^2 (p1^2 + p2^2) + m^4) / (E1 E2 - p1.p2), in 40 digits.
    EXPECT_NEAR(transverse_product_gev2(opposite) / 1.757142856987492784604e-06, 1, 1e-12);
}

}  // namespace
}  // namespace balmer::physics::mt2
