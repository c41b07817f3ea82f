// Features as written, compared with an independent simulation.
#include "balmer/base/random.hpp"
#include "balmer/physics/mt2/sample.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace balmer::physics::mt2 {
namespace {

constexpr std::size_t event_count = 10000;

using Columns = std::map<std::string, std::vector<double>>;

/// Momenta of 20 to 100 GeV in any direction, masses below 47 and 30 GeV, Q of the equation.
Columns drawn_columns(Case which) {
    int const equation = static_cast<int>(which);
    bool const has_mass = equation == 10 || equation == 11 || equation == 13;
    bool const has_chi = equation != 8 && equation != 10 && equation != 17;
    RandomStream stream(12, static_cast<std::uint32_t>(equation), 0, Purpose::test);
    Columns columns;
    for (std::size_t i = 0; i < event_count; ++i) {
        double const p1 = stream.uniform(20, 100), p2 = stream.uniform(20, 100);
        double const between = stream.uniform(0, 2 * std::numbers::pi);
        double const mass = has_mass ? stream.uniform(0, 47) : 0;
        double const chi = has_chi ? stream.uniform(0, 30) : 0;
        double const q = equation == 16   ? stream.uniform(-3, 3)
                         : equation == 17 ? stream.uniform(-3, 0)
                                          : -1;
        double const energies = std::hypot(mass, p1) * std::hypot(mass, p2);
        double const momenta = p1 * p2 * std::cos(between);
        double const p12 = std::sqrt(p1 * p1 + p2 * p2 + 2 * momenta);
        columns["E1E2"].push_back(energies);
        columns["p1p2"].push_back(momenta);
        columns["p12"].push_back(p12);
        columns["p12_squared"].push_back(p12 * p12);
        columns["A_T"].push_back(energies + momenta);
        columns["mu"].push_back(mass * mass);
        columns["mu_tilde"].push_back(chi * chi);
        columns["Q"].push_back(q);
        columns["P"].push_back(std::abs(q) * p12);
    }
    return columns;
}

/// Probability of a larger Kolmogorov-Smirnov distance between two samples of one distribution.
double same_law_chance(std::vector<double> a, std::vector<double> b) {
    std::ranges::sort(a);
    std::ranges::sort(b);
    double const a_count = static_cast<double>(a.size()), b_count = static_cast<double>(b.size());
    double distance = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (a[i] <= b[j]) {
            ++i;
        } else {
            ++j;
        }
        distance = std::max(distance, std::abs(static_cast<double>(i) / a_count -
                                               static_cast<double>(j) / b_count));
    }
    double const size = a_count * b_count / (a_count + b_count) * distance * distance;
    double chance = 0, sign = 2;
    for (int k = 1; k < 100; ++k, sign = -sign) chance += sign * std::exp(-2 * k * k * size);
    return std::min(chance, 1.0);
}

TEST(Mt2Features, HaveTheLawsOfPlainSampling) {
    for (auto const which : all_cases) {
        auto const file =
            to_event_file(generate({.which = which, .event_count = event_count, .seed = 11}));
        auto const drawn = drawn_columns(which);
        ASSERT_GE(file.features.size(), 2U);
        for (auto const& column : file.features) {
            EXPECT_GT(same_law_chance(column.values, drawn.at(column.name)), 1e-3)
                << column.name << " of case " << static_cast<int>(which);
            // The test is sensitive to a feature that is wrong by a fifth.
            auto off = column.values;
            for (double& value : off) value *= 1.2;
            EXPECT_LT(same_law_chance(off, drawn.at(column.name)), 1e-3)
                << column.name << " of case " << static_cast<int>(which);
        }
    }
}

}  // namespace
}  // namespace balmer::physics::mt2
